"""The front page and the pages of text that the demo city starts with."""

from __future__ import annotations

from wagtail.models import Page, Site

from home.models import ContentPage, HomePage

SITE_NAME = "みよし つどいの地図"
LEAD = "きょう、近くで何があるか。だれでも見られる、つどいの地図です。"
NOTICE = "これは見本の画面です。団体名、会場、電話番号、催しはすべて架空のものです。"

Block = tuple[str, object]


def build() -> HomePage:
    """Make what is missing; what staff wrote is left as it is."""
    home = _home()
    for slug, (title, body) in PAGES.items():
        if not home.get_children().filter(slug=slug).exists():
            page = ContentPage(title=title, slug=slug, body=body, show_in_menus=True)
            home.add_child(instance=page)
            page.save_revision().publish()
    return home


def _home() -> HomePage:
    site = Site.objects.filter(is_default_site=True).first()
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        home = root.add_child(
            instance=HomePage(title=SITE_NAME, slug="portal", lead=LEAD, notice=NOTICE)
        )
        home.save_revision().publish()
    elif not home.lead and not home.notice:
        home.lead, home.notice = LEAD, NOTICE
        home.save_revision().publish()
    site = site or Site(hostname="localhost", is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    site.root_page, site.site_name = home, SITE_NAME
    site.save()
    if welcome and welcome.pk != home.pk and welcome.specific_class is Page:
        welcome.delete()
    home.refresh_from_db()
    return home


def _heading(words: str) -> Block:
    return ("heading", words)


def _text(*paragraphs: str) -> Block:
    return ("text", "".join(f"<p>{words}</p>" for words in paragraphs))


def _list(*items: str) -> Block:
    return ("text", "<ul>" + "".join(f"<li>{words}</li>" for words in items) + "</ul>")


def _desk(name: str, number: int, hours: str, about: str) -> Block:
    return (
        "telephone",
        {
            "name": f"{name}（見本）",
            "number": f"0561-00-00{number:02}",
            "hours": hours,
            "about": about,
        },
    )


OFFICE = "平日 午前8時30分から午後5時15分"
PAGES: dict[str, tuple[str, list[Block]]] = {
    "about": (
        "この地図について",
        [
            _text(
                "「みよし つどいの地図」は、近くで開かれるサロン、食堂、教室、体操、子育ての集まりを一つにまとめたものです。",
                "ボランティアを探している団体の呼びかけも、のせています。",
            ),
            _heading("だれがのせていますか"),
            _text(
                "活動をしている団体が、自分で書いています。公開する前に、社会福祉協議会が内容を確かめます。"
            ),
            _heading("お願い"),
            _text("出かける前に、中止の知らせがないか、もう一度この地図を見てください。"),
            _heading("見本について"),
            _text(
                "この画面は見本です。団体、会場、人の名前、電話番号、催しは、すべて架空のものです。",
                "町の名前と位置は、Geolonia 住所データ（CC BY 4.0）を使っています。地区の分け方は実際と異なります。",
            ),
        ],
    ),
    "privacy": (
        "個人の情報について",
        [
            _text(
                "この地図を見るために、名前やメールアドレスはいりません。見るだけのページでは、クッキーを使いません。"
            ),
            _heading("団体の担当者の方へ"),
            _text(
                "ログインのために、メールアドレスをお預かりします。ほかの目的には使いません。",
                "活動のページには、連絡先として書いた名前と電話番号だけが出ます。メールアドレスは、希望した場合にだけ出します。",
            ),
            _heading("写真"),
            _text("人の顔がわかる写真は、本人の同意を得てからのせてください。"),
        ],
    ),
    "help": (
        "困ったときは",
        [
            _text(
                "どこに聞けばよいかわからないときは、まず「ふくしの窓口」に電話してください。",
                "どの窓口も、担当ではない相談も受け止めて、合うところへつなぎます。",
            ),
            _heading("まず、ここへ"),
            _desk("ふくしの窓口（福祉総合相談センター）", 1, OFFICE, "くらしの困りごと、何でも"),
            _heading("相談の窓口"),
            _desk("きたよし地域包括支援センター", 2, OFFICE, "高齢の方のくらし、介護、もの忘れ"),
            _desk("なかよし地域包括支援センター", 3, OFFICE, "高齢の方のくらし、介護、もの忘れ"),
            _desk("みなよし地域包括支援センター", 4, OFFICE, "高齢の方のくらし、介護、もの忘れ"),
            _desk("基幹相談支援センター", 5, OFFICE, "障がいのある方のくらし"),
            _desk("こども家庭センター", 6, OFFICE, "妊娠、出産、子どもと家庭のこと"),
            _desk(
                "子育て支援センター", 7, "月曜から土曜 午前9時から午後4時", "小さな子どもとの毎日"
            ),
            _desk("くらし・はたらく相談センター", 8, OFFICE, "仕事、お金、住まい"),
            _desk("成年後見支援センター", 9, OFFICE, "お金の管理や契約が心配な方"),
            _desk("教育支援センター", 90, OFFICE, "学校に行きにくい子どものこと"),
            _desk("社会福祉協議会 CSW", 91, OFFICE, "地域の居場所、ボランティア"),
            _text("命の危険があるときは、119番または110番に電話してください。"),
        ],
    ),
    "guide": (
        "使い方",
        [
            _heading("活動をさがす"),
            _list(
                "上の「今日」「今週末」「今月」を押すと、その期間の活動がならびます。",
                "地区と、だれ向けかを選んで、「さがす」を押してください。",
                "活動の名前を押すと、場所、費用、連絡先がわかります。",
            ),
            _heading("予定に入れる"),
            _text(
                "活動のページの「予定に追加」を押すと、お手持ちのカレンダーに入ります。",
                "地区のカレンダーを購読すると、新しい活動も自動で入ります。",
            ),
            _heading("知らせる"),
            _text(
                "「LINEで送る」を押すと、家族や友だちに知らせられます。紙のちらしも印刷できます。"
            ),
            _heading("活動をのせたい団体の方へ"),
            _text(
                "社会福祉協議会にお電話ください。担当者のメールアドレスを登録すると、自分たちの活動を書けるようになります。"
            ),
        ],
    ),
}
