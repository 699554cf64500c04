// A text to copy: a touch selects it, and the button puts it into the clipboard where there is one.
class CopyText extends HTMLElement {
  connectedCallback() {
    const field = this.querySelector("input");
    const button = this.querySelector("button");
    const said = this.querySelector("[role=status]");
    field.addEventListener("focus", () => field.select());
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = this.dataset.done;
      } catch {
        field.select();
        said.textContent = this.dataset.failed;
      }
    });
  }
}

customElements.define("copy-text", CopyText);
