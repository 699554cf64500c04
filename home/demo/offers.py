"""What groups offer in the demo city: patterns from which activities are made.

Titles read "text|reading"; {ward} becomes a ward and its reading. Sentences are plain and meant to
be read aloud.
"""

from __future__ import annotations

from dataclasses import dataclass

from activities import rules

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIXED = "fixed"
UNDATED = "undated"


@dataclass(frozen=True)
class Offer:
    """`rules` are RRULE texts, FIXED or UNDATED; `times` a start and minutes; `fees` yen and what for."""

    category: str
    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    rules: tuple[str, ...]
    times: tuple[tuple[str, int], ...]
    ages: tuple[tuple[str, ...], ...] = ((),)
    audience: str = ""
    fees: tuple[tuple[int | None, str], ...] = ((0, ""),)
    sign_ups: tuple[str, ...] = ("not_needed",)
    capacities: tuple[int | None, ...] = (None,)
    bring: tuple[str, ...] = ("",)
    rests: str = "new_year"
    gathering: tuple[str, str] = ("", "")
    goals: tuple[int, ...] = (1,)
    tags: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ("",)
    is_online: bool = False
    is_outdoors: bool = False
    is_all_day: bool = False
    picture: str = ""


def every(*days: str) -> str:
    return rules.weekly(DAYS.index(day) for day in days)


def alternate(*days: str) -> str:
    return rules.weekly((DAYS.index(day) for day in days), interval=2)


def nth(numbers: str, *days: str) -> str:
    counted = [rules.LAST if word == "last" else int(word) for word in numbers.split()]
    return rules.monthly_on_weekdays(counted, [DAYS.index(day) for day in days])


SENIORS = ("senior", "older")
NEAR_RETIREMENT = ("working", "senior", "older")
FAMILIES = ("preschool",)
CHILDREN = ("preschool", "school")
YOUNG = ("school", "youth")

OFFERS = (
    # salons
    Offer(
        "salon",
        (
            "{ward}お茶の間サロン|{ward}おちゃのまさろん",
            "お茶の間サロン {ward}|おちゃのまさろん {ward}",
            "{ward}午前の茶話会|{ward}ごぜんのさわかい",
        ),
        (
            "お茶を飲みながら、近所の人とゆっくり話す集まりです。",
            "温かいお茶とお菓子を用意して、みなさんをお待ちしています。",
            "話すのが苦手な方は、聞いているだけでもかまいません。",
        ),
        (nth("2 4", "wed"), nth("1 3", "wed"), nth("2 4", "fri")),
        (("10:00", 90), ("10:00", 120), ("9:30", 120)),
        (SENIORS, (), ("older",)),
        fees=((100, "お茶とお菓子の代金です"), (200, "お茶とお菓子の代金です"), (0, "")),
        bring=("", "飲みもの用のカップ"),
        rests="holidays new_year obon",
        gathering=("tea", "exercise"),
        tags=("お茶", "おしゃべり"),
        rooms=("和室", "", "玄関を入って右の部屋"),
        picture="cup",
    ),
    Offer(
        "salon",
        (
            "{ward}えんがわ喫茶|{ward}えんがわきっさ",
            "えんがわ喫茶 {ward}|えんがわきっさ {ward}",
            "{ward}よりあい喫茶|{ward}よりあいきっさ",
        ),
        (
            "コーヒーの香りがする、出入り自由の喫茶です。",
            "開いている時間なら、いつ来て、いつ帰ってもかまいません。",
            "新聞を読むだけの方も、将棋をさす方もいます。",
        ),
        (every("thu"), every("mon"), nth("1 3", "fri")),
        (("13:30", 120), ("10:00", 300), ("13:00", 150)),
        ((), NEAR_RETIREMENT),
        fees=((150, "コーヒーまたは紅茶の代金です"), (100, "飲みもの一杯の代金です")),
        rests="holidays new_year obon",
        gathering=("tea", "hobby"),
        tags=("喫茶", "居場所"),
        picture="cup",
    ),
    Offer(
        "salon",
        (
            "{ward}脳いきいきサロン|{ward}のういきいきさろん",
            "{ward}思い出カフェ|{ward}おもいでかふぇ",
            "オレンジ茶房 {ward}|おれんじさぼう {ward}",
        ),
        (
            "もの忘れが気になる方と、その家族が安心して過ごせるサロンです。",
            "昔の写真や歌を楽しみながら、頭と心を動かします。",
            "専門の相談員が同席する日もありますので、気軽に声をかけてください。",
        ),
        (nth("3", "thu"), nth("2", "sat"), nth("4", "tue")),
        (("13:30", 90), ("10:00", 120)),
        (SENIORS, NEAR_RETIREMENT),
        audience="家族の方もごいっしょにどうぞ",
        fees=((100, "お茶代です"), (0, "")),
        gathering=("dementia", "tea"),
        goals=(1, 2),
        tags=("認知症", "相談"),
        picture="lantern",
    ),
    Offer(
        "salon",
        (
            "{ward}手しごとサロン|{ward}てしごとさろん",
            "{ward}針と糸の会|{ward}はりといとのかい",
            "ちくちく手芸の会 {ward}|ちくちくしゅげいのかい {ward}",
        ),
        (
            "布や毛糸で小さなものを作りながら、おしゃべりをします。",
            "針を持つのが久しぶりの方にも、となりの人がていねいに教えます。",
            "できあがった作品は、保育園やバザーに贈っています。",
        ),
        (nth("1 3", "tue"), alternate("fri"), nth("2 4", "mon")),
        (("13:30", 120), ("10:00", 120)),
        ((), SENIORS),
        fees=((300, "材料の代金です"), (200, "材料の代金です")),
        bring=("あれば裁縫道具", "はさみと眼鏡"),
        rests="holidays new_year obon",
        gathering=("hobby", "tea"),
        tags=("手芸",),
        picture="thread",
    ),
    Offer(
        "salon",
        (
            "{ward}男の居場所|{ward}おとこのいばしょ",
            "{ward}囲碁と将棋の日|{ward}いごとしょうぎのひ",
            "将棋とお茶の会 {ward}|しょうぎとおちゃのかい {ward}",
        ),
        (
            "囲碁や将棋をしながら、気楽に集まる会です。",
            "初めての方には、駒の動かし方からお教えします。",
            "勝っても負けても、最後はお茶でひと休みします。",
        ),
        (every("sat"), nth("1 2 3 4", "mon"), nth("2 4", "sat")),
        (("13:00", 180), ("13:30", 150)),
        (NEAR_RETIREMENT, ()),
        fees=((100, "お茶代です"), (0, "")),
        gathering=("hobby", "tea"),
        tags=("囲碁", "将棋"),
        picture="board",
    ),
    Offer(
        "salon",
        (
            "{ward}介護者のほっと茶会|{ward}かいごしゃのほっとちゃかい",
            "介護のきもち話そう会 {ward}|かいごのきもちはなそうかい {ward}",
        ),
        (
            "家族の介護をしている方が、気持ちを話せる会です。",
            "ここで聞いた話は、外では話さない約束です。",
            "介護が終わった方の経験も、大きな力になります。",
        ),
        (nth("3", "sat"), rules.monthly_on_day(15)),
        (("13:30", 120), ("10:00", 90)),
        (("working", "senior", "older"),),
        audience="介護をしている方、していた方",
        sign_ups=("not_needed", "telephone"),
        goals=(1, 2),
        tags=("介護", "相談"),
        picture="lantern",
    ),
    Offer(
        "salon",
        (
            "{ward}うたごえサロン|{ward}うたごえさろん",
            "なつかしの歌の会 {ward}|なつかしのうたのかい {ward}",
        ),
        (
            "なつかしい歌を、みんなで声を合わせて歌います。",
            "歌詞は大きな字で用意しますので、楽譜が読めなくても大丈夫です。",
            "声を出したあとは、温かいお茶でのどを休めます。",
        ),
        (nth("1 3", "thu"), nth("2", "mon"), nth("4", "fri")),
        (("10:00", 90), ("14:00", 90)),
        (SENIORS, ()),
        fees=((200, "歌集とお茶の代金です"), (100, "お茶代です")),
        bring=("飲みもの",),
        rests="holidays new_year obon",
        gathering=("hobby", "dementia"),
        tags=("歌",),
        picture="note",
    ),
    Offer(
        "salon",
        (
            "おうちでつながる茶話会|おうちでつながるさわかい",
            "画面ごしの茶話会|がめんごしのさわかい",
            "夜のオンライン茶話会|よるのおんらいんさわかい",
            "遠くの家族とつながる茶話会|とおくのかぞくとつながるさわかい",
        ),
        (
            "家から画面ごしに参加する、短い茶話会です。",
            "つなぎ方がわからない方には、前の日に電話でご案内します。",
            "顔を出したくない方は、声だけでもかまいません。",
        ),
        (nth("1 3", "tue"),),
        (("20:00", 60), ("14:00", 45)),
        ((),),
        sign_ups=("needed", "telephone"),
        capacities=(12,),
        tags=("オンライン", "おしゃべり"),
        is_online=True,
    ),
    # shared meals
    Offer(
        "dining",
        (
            "{ward}みんなの食堂|{ward}みんなのしょくどう",
            "みんなの食堂 {ward}|みんなのしょくどう {ward}",
            "{ward}多世代ごはん|{ward}たせだいごはん",
        ),
        (
            "子どもも大人も、同じ食卓で夕ごはんを食べます。",
            "ひとりで来た方も、となりの席の人が声をかけます。",
            "献立は、その日に届いた野菜を見て決めています。",
        ),
        (nth("2", "sat"), nth("1 3", "sat"), nth("4", "fri")),
        (("17:00", 120), ("16:30", 150), ("17:30", 120)),
        ((), ("school", "youth", "working", "senior", "older")),
        fees=(
            (300, "子どもは無料、大人は300円です"),
            (200, "中学生以下は無料、大人は200円です"),
            (0, "食材は寄付でいただいています"),
        ),
        sign_ups=("needed", "telephone", "not_needed"),
        capacities=(30, 40, 25),
        bring=("", "マスクがあればお持ちください"),
        gathering=("meal", "generations"),
        goals=(1, 3),
        tags=("食堂", "ごはん", "子ども食堂"),
        rooms=("調理室と広間", "一階の広間", ""),
        picture="bowl",
    ),
    Offer(
        "dining",
        (
            "{ward}おひるの会食|{ward}おひるのかいしょく",
            "会食の日 {ward}|かいしょくのひ {ward}",
            "{ward}おたっしゃ昼ごはん|{ward}おたっしゃひるごはん",
        ),
        (
            "ひとり暮らしの方が集まり、手作りの昼ごはんを食べます。",
            "やわらかいごはんや、小さく切ったおかずも用意できます。",
            "食事のあとに、体をほぐす体操を少しだけします。",
        ),
        (nth("3", "wed"), nth("1 3", "thu"), nth("4", "tue")),
        (("11:30", 90), ("11:00", 120)),
        (SENIORS, ("older",)),
        fees=((400, "食材の代金です"), (350, "食材の代金です"), (500, "食材とお茶の代金です")),
        sign_ups=("telephone",),
        capacities=(20, 24),
        rests="holidays new_year obon",
        gathering=("meal", "tea"),
        tags=("会食", "ごはん"),
        picture="bowl",
    ),
    Offer(
        "dining",
        (
            "{ward}朝ごはんの会|{ward}あさごはんのかい",
            "おはよう食堂 {ward}|おはようしょくどう {ward}",
        ),
        (
            "休みの日の朝に、おにぎりと味噌汁の朝ごはんを出しています。",
            "親子で来る方も、散歩の帰りに寄る方もいます。",
            "食べおわったら、使ったおわんをいっしょに片づけましょう。",
        ),
        (nth("1 3", "sun"), nth("last", "sun"), nth("2 4", "sat")),
        (("8:00", 90), ("7:30", 90)),
        ((), CHILDREN),
        fees=((100, "大人のみ、子どもは無料です"), (0, "お米は農家の方からの寄付です")),
        capacities=(40, None),
        gathering=("meal", "generations"),
        goals=(1, 3),
        tags=("食堂", "朝ごはん"),
        picture="bowl",
    ),
    Offer(
        "dining",
        (
            "{ward}カレーの日|{ward}かれーのひ",
            "こどもカレー食堂 {ward}|こどもかれーしょくどう {ward}",
        ),
        (
            "大きななべで作るカレーを、みんなで食べる日です。",
            "小麦粉や卵を使わないカレーも、少し用意しています。",
            "宿題を持ってきて、できあがりを待つ子もいます。",
        ),
        (nth("last", "sun"), nth("3", "fri"), nth("last", "sat")),
        (("11:30", 120), ("17:00", 120)),
        (("school", "youth"), CHILDREN, ()),
        fees=((0, "大人の方は100円からの募金をお願いします"), (100, "材料の代金です")),
        sign_ups=("needed", "not_needed"),
        capacities=(50, 35),
        goals=(1, 3),
        tags=("食堂", "子ども食堂", "カレー"),
        picture="bowl",
    ),
    Offer(
        "dining",
        (
            "{ward}おすそわけ弁当|{ward}おすそわけべんとう",
            "持ち帰り食堂 {ward}|もちかえりしょくどう {ward}",
        ),
        (
            "できたてのお弁当を、持ち帰りでお渡しします。",
            "困っていることがあれば、受け取りのときに小さな声で教えてください。",
            "なくなりしだい終わりますので、早めに申し込んでください。",
        ),
        (alternate("fri"), nth("2 4", "thu"), nth("1", "sat")),
        (("16:00", 90), ("17:00", 60)),
        ((), ("working", "school")),
        fees=((200, "一食の代金です"), (0, "食材の寄付でまかなっています")),
        sign_ups=("needed", "telephone"),
        capacities=(40, 60),
        bring=("持ち帰り用の袋",),
        goals=(1, 2),
        tags=("食堂", "弁当"),
        picture="bowl",
    ),
    Offer(
        "dining",
        (
            "{ward}味噌づくりと会食|{ward}みそづくりとかいしょく",
            "{ward}もちつき会食|{ward}もちつきかいしょく",
            "{ward}いも煮の昼|{ward}いもにのひる",
        ),
        (
            "季節の味をいっしょに作り、できあがったら食べる会です。",
            "力のある方も、味見だけの方も歓迎します。",
            "作り方は、地域のお年寄りに教わります。",
        ),
        (FIXED,),
        (("10:00", 180), ("9:30", 210)),
        ((),),
        fees=((500, "材料の代金です"), (300, "子どもは無料、大人は300円です")),
        sign_ups=("needed",),
        capacities=(30, 45),
        bring=("エプロンと三角巾", "エプロンと持ち帰りの入れ物"),
        gathering=("meal", "generations"),
        goals=(1, 3),
        tags=("会食", "季節の行事"),
        picture="bowl",
    ),
    # volunteer needs without a host
    Offer(
        "volunteer",
        (
            "話し相手のボランティア {ward}|はなしあいてのぼらんてぃあ {ward}",
            "{ward}でお話を聞く人を募集|{ward}でおはなしをきくひとをぼしゅう",
        ),
        (
            "ひとり暮らしの方のお宅を訪ね、三十分ほどお話を聞く人を探しています。",
            "初めての方には、先輩のボランティアがいっしょに行きます。",
            "月に一度からでかまいませんので、都合を聞かせてください。",
        ),
        (UNDATED,),
        (("10:00", 60),),
        (("youth", "working", "senior"),),
        fees=((None, ""),),
        sign_ups=("telephone",),
        capacities=(3, 5),
        goals=(1, 3),
        tags=("ボランティア", "傾聴"),
        picture="hand",
    ),
    Offer(
        "volunteer",
        (
            "{ward}かいものの付きそい募集|{ward}かいもののつきそいぼしゅう",
            "ごみ出しを手伝う人募集 {ward}|ごみだしをてつだうひとぼしゅう {ward}",
            "{ward}電球交換のお助け人募集|{ward}でんきゅうこうかんのおたすけにんぼしゅう",
        ),
        (
            "近所のちょっとした困りごとを、いっしょに助けてくれる人を探しています。",
            "できることを、できるときだけ手伝ってください。",
            "活動中の事故に備えて、ボランティア保険に入っていただきます。",
        ),
        (UNDATED,),
        (("9:00", 60),),
        (("youth", "working", "senior"), ("working", "senior")),
        fees=((None, ""),),
        sign_ups=("telephone", "needed"),
        capacities=(2, 4, 6),
        goals=(1, 3),
        tags=("ボランティア", "生活支援"),
        picture="hand",
    ),
    Offer(
        "volunteer",
        (
            "{ward}花だんの植えかえ募集|{ward}かだんのうえかえぼしゅう",
            "通学路の見守り募集 {ward}|つうがくろのみまもりぼしゅう {ward}",
            "{ward}公園そうじの仲間募集|{ward}こうえんそうじのなかまぼしゅう",
        ),
        (
            "まちをきれいに、安全にする仲間を募集しています。",
            "散歩のついでに、三十分だけの参加でも助かります。",
            "道具はこちらで用意しますので、動きやすい服でお越しください。",
        ),
        (nth("1", "sun"), nth("3", "sat"), every("mon")),
        (("7:30", 45), ("9:00", 60)),
        ((), ("school", "youth", "working", "senior")),
        fees=((None, ""),),
        capacities=(10, 15),
        bring=("帽子と軍手", "軍手"),
        goals=(1, 3),
        tags=("ボランティア", "環境"),
        is_outdoors=True,
        picture="hand",
    ),
    Offer(
        "volunteer",
        (
            "学習支援のボランティア {ward}|がくしゅうしえんのぼらんてぃあ {ward}",
            "{ward}宿題を見る人募集|{ward}しゅくだいをみるひとぼしゅう",
        ),
        (
            "小学生と中学生の宿題を見てくれる人を探しています。",
            "先生の資格はいりません。いっしょに考える気持ちがあれば十分です。",
            "高校生と大学生の参加も歓迎しています。",
        ),
        (every("wed"), nth("2 4", "sat")),
        (("16:00", 120), ("10:00", 120)),
        (("youth", "working", "senior"),),
        fees=((None, ""),),
        sign_ups=("needed", "telephone"),
        capacities=(4, 6),
        rests="holidays new_year obon",
        goals=(3,),
        tags=("ボランティア", "学習支援"),
        picture="hand",
    ),
    # classes
    Offer(
        "class",
        (
            "{ward}スマホ教室|{ward}すまほきょうしつ",
            "はじめてのスマホ {ward}|はじめてのすまほ {ward}",
            "{ward}スマホ何でも相談|{ward}すまほなんでもそうだん",
        ),
        (
            "電話のかけ方や写真の送り方を、ゆっくり練習します。",
            "同じことを何度聞いても大丈夫です。",
            "お使いのスマートフォンを、そのままお持ちください。",
        ),
        (nth("2 4", "tue"), nth("1", "fri"), nth("3", "wed")),
        (("10:00", 90), ("13:30", 90)),
        (SENIORS, NEAR_RETIREMENT),
        fees=((0, ""), (300, "資料の代金です")),
        sign_ups=("telephone", "needed"),
        capacities=(10, 12, 8),
        bring=("お使いのスマートフォン",),
        rests="holidays new_year obon",
        gathering=("learning", "tea"),
        goals=(2,),
        tags=("スマホ",),
        picture="book",
    ),
    Offer(
        "class",
        (
            "{ward}書道の会|{ward}しょどうのかい",
            "{ward}絵手紙教室|{ward}えてがみきょうしつ",
            "筆あそびの会 {ward}|ふであそびのかい {ward}",
        ),
        (
            "季節の言葉や花を、筆でのびのびとかきます。",
            "道具は貸し出しますので、手ぶらで始められます。",
            "かいた作品は、会場の廊下にかざります。",
        ),
        (nth("1 3", "mon"), nth("2 4", "thu"), nth("3", "sat")),
        (("13:30", 120), ("10:00", 120)),
        ((), SENIORS),
        fees=((500, "紙と墨の代金です"), (300, "はがきと絵の具の代金です")),
        sign_ups=("not_needed", "needed"),
        capacities=(15, 20),
        bring=("汚れてもよい服",),
        gathering=("hobby", "learning"),
        tags=("書道", "絵手紙"),
        picture="book",
    ),
    Offer(
        "class",
        (
            "{ward}手話のいろは|{ward}しゅわのいろは",
            "はじめての手話 {ward}|はじめてのしゅわ {ward}",
        ),
        (
            "あいさつから始める、やさしい手話の教室です。",
            "耳の聞こえない講師から、表情の使い方も教わります。",
            "途中から入っても、となりの人が手伝います。",
        ),
        (every("fri"), nth("1 3", "wed")),
        (("19:00", 90), ("10:00", 90)),
        (("youth", "working", "senior"), ()),
        fees=((0, ""), (200, "資料の代金です")),
        sign_ups=("needed",),
        capacities=(20,),
        rests="holidays new_year obon",
        goals=(1, 3),
        tags=("手話",),
        picture="hand",
    ),
    Offer(
        "class",
        (
            "やさしい日本語の教室 {ward}|やさしいにほんごのきょうしつ {ward}",
            "{ward}にほんごひろば|{ward}にほんごひろば",
        ),
        (
            "外国から来た人と、やさしい日本語で話します。",
            "くらしの中でこまったことを、いっしょに考えます。",
            "子どもといっしょに来てもかまいません。",
        ),
        (every("sun"), nth("2 4", "sun")),
        (("10:00", 90), ("14:00", 90)),
        ((), ("youth", "working")),
        goals=(1, 2),
        tags=("日本語", "多文化"),
        picture="book",
    ),
    Offer(
        "class",
        (
            "{ward}おもちゃ修理の日|{ward}おもちゃしゅうりのひ",
            "{ward}木工と道具の教室|{ward}もっこうとどうぐのきょうしつ",
            "包丁とぎの会 {ward}|ほうちょうとぎのかい {ward}",
        ),
        (
            "こわれたものを、持ち主といっしょに直します。",
            "道具の持ち方から、経験のある人がそばで教えます。",
            "直せないときは、理由をていねいに説明します。",
        ),
        (nth("3", "sun"), nth("1", "sat"), nth("4", "sat")),
        (("10:00", 180), ("13:00", 150)),
        ((), CHILDREN),
        fees=(
            (None, "部品を替えたときは、その実費をいただきます"),
            (100, "道具の手入れの代金です"),
        ),
        bring=("直したいもの",),
        gathering=("hobby", "work"),
        goals=(1, 3),
        tags=("修理", "木工"),
        picture="board",
    ),
    Offer(
        "class",
        (
            "{ward}健康ごはん講座|{ward}けんこうごはんこうざ",
            "男の料理教室 {ward}|おとこのりょうりきょうしつ {ward}",
            "{ward}減塩みそ汁講座|{ward}げんえんみそしるこうざ",
        ),
        (
            "家で続けられる、簡単で体によい料理を習います。",
            "包丁を持つのが初めての方も、安心してお越しください。",
            "作った料理は、その場でいっしょに食べます。",
        ),
        (FIXED, nth("3", "tue"), nth("2", "fri")),
        (("10:00", 150), ("9:30", 180)),
        (NEAR_RETIREMENT, SENIORS),
        fees=((600, "食材の代金です"), (500, "食材の代金です")),
        sign_ups=("needed", "telephone"),
        capacities=(12, 16),
        bring=("エプロンとふきん",),
        gathering=("learning", "meal"),
        tags=("料理", "健康"),
        picture="bowl",
    ),
    Offer(
        "class",
        (
            "{ward}放課後の学習室|{ward}ほうかごのがくしゅうしつ",
            "よりみち学習室 {ward}|よりみちがくしゅうしつ {ward}",
        ),
        (
            "学校の帰りに寄って、宿題をする部屋です。",
            "わからないところは、大学生や地域の大人がいっしょに考えます。",
            "おやつを用意していますので、おなかがすいた子も来てください。",
        ),
        (every("tue", "thu"), every("wed"), nth("1 3", "sat")),
        (("16:00", 120), ("15:30", 120)),
        (YOUNG, ("school",)),
        sign_ups=("not_needed", "needed"),
        capacities=(20, 15),
        bring=("宿題と筆記用具",),
        rests="holidays new_year obon",
        goals=(1, 2),
        tags=("学習支援", "居場所"),
        picture="book",
    ),
    Offer(
        "class",
        (
            "{ward}大正琴の会|{ward}たいしょうごとのかい",
            "{ward}ハーモニカ教室|{ward}はーもにかきょうしつ",
            "ウクレレの輪 {ward}|うくれれのわ {ward}",
        ),
        (
            "楽器にさわるのが初めての方から始められる教室です。",
            "数字の楽譜を使いますので、音符が読めなくても弾けます。",
            "年に一度、近くの施設で小さな演奏会を開きます。",
        ),
        (nth("1 3", "sat"), alternate("wed"), nth("2 4", "thu")),
        (("10:00", 90), ("13:30", 90)),
        ((), SENIORS),
        fees=((500, "講師へのお礼です"), (300, "楽器の手入れの代金です")),
        sign_ups=("needed",),
        capacities=(15,),
        gathering=("hobby", "learning"),
        tags=("音楽",),
        picture="note",
    ),
    # childcare
    Offer(
        "childcare",
        (
            "{ward}親子のひろば|{ward}おやこのひろば",
            "親子のひろば {ward}|おやこのひろば {ward}",
            "{ward}はいはい広場|{ward}はいはいひろば",
        ),
        (
            "小さな子どもと保護者が、自由に遊べる広場です。",
            "保育士がいますので、気になることを気軽に聞いてください。",
            "体重計を置いていますので、いつでも量れます。",
        ),
        (every("tue", "fri"), every("wed"), nth("1 3", "mon")),
        (("10:00", 90), ("9:30", 150)),
        (FAMILIES,),
        audience="0歳から3歳の子どもと保護者",
        bring=("飲みものと着替え", "おむつと飲みもの"),
        rests="holidays new_year obon",
        goals=(1, 2),
        tags=("親子", "子育て"),
        rooms=("プレイルーム", ""),
        picture="family",
    ),
    Offer(
        "childcare",
        (
            "{ward}絵本の読み聞かせ|{ward}えほんのよみきかせ",
            "おはなし会 {ward}|おはなしかい {ward}",
            "{ward}わらべうたの会|{ward}わらべうたのかい",
        ),
        (
            "絵本とわらべうたを、親子でゆっくり楽しみます。",
            "泣いても、歩きまわっても大丈夫です。",
            "おわったあとに、好きな絵本を借りて帰れます。",
        ),
        (nth("2 4", "thu"), nth("1", "sat"), nth("3", "sat")),
        (("10:30", 40), ("10:00", 45), ("14:00", 60)),
        (FAMILIES, CHILDREN),
        goals=(1,),
        tags=("絵本", "親子"),
        picture="book",
    ),
    Offer(
        "childcare",
        (
            "{ward}ベビーマッサージ|{ward}べびーまっさーじ",
            "赤ちゃんとのふれあい {ward}|あかちゃんとのふれあい {ward}",
        ),
        (
            "赤ちゃんの体にやさしくふれながら、親子でくつろぎます。",
            "授乳やおむつ替えは、いつでもできます。",
            "助産師に、夜泣きや離乳食の相談もできます。",
        ),
        (nth("2", "wed"), nth("4", "mon")),
        (("10:00", 60), ("13:30", 60)),
        (FAMILIES,),
        audience="生後2か月から1歳までの赤ちゃんと保護者",
        fees=((300, "オイルの代金です"), (500, "オイルとお茶の代金です")),
        sign_ups=("needed", "telephone"),
        capacities=(8, 10),
        bring=("バスタオルと飲みもの",),
        rests="holidays new_year",
        goals=(2,),
        tags=("赤ちゃん", "子育て"),
        picture="family",
    ),
    Offer(
        "childcare",
        (
            "{ward}外あそびの日|{ward}そとあそびのひ",
            "どろんこ広場 {ward}|どろんこひろば {ward}",
            "{ward}パパとあそぼう|{ward}ぱぱとあそぼう",
        ),
        (
            "外で思いきり体を動かして遊ぶ日です。",
            "シャボン玉や段ボールなど、遊びの道具を用意しています。",
            "雨の日は、部屋の中で工作をします。",
        ),
        (nth("1 3", "sat"), nth("last", "sun"), nth("2", "sun")),
        (("9:30", 120), ("10:00", 120)),
        (CHILDREN, FAMILIES, ("school",)),
        bring=("帽子、飲みもの、着替え",),
        goals=(1,),
        tags=("外遊び", "親子"),
        is_outdoors=True,
        picture="family",
    ),
    Offer(
        "childcare",
        (
            "{ward}子育て相談カフェ|{ward}こそだてそうだんかふぇ",
            "ふたごみつごの会 {ward}|ふたごみつごのかい {ward}",
            "発達がゆっくりな子の会 {ward}|はったつがゆっくりなこのかい {ward}",
        ),
        (
            "子育ての心配ごとを、同じ立場の人と話せる会です。",
            "話している間、子どもはボランティアと遊びます。",
            "名前を言わなくても参加できます。",
        ),
        (nth("3", "fri"), rules.monthly_on_day(20), nth("1", "tue")),
        (("10:00", 90), ("10:30", 90)),
        (FAMILIES, CHILDREN),
        sign_ups=("telephone", "not_needed"),
        capacities=(10, None),
        rests="holidays new_year obon",
        goals=(1, 2),
        tags=("相談", "子育て"),
        picture="family",
    ),
    Offer(
        "childcare",
        (
            "{ward}おさがり交換会|{ward}おさがりこうかんかい",
            "ゆずります広場 {ward}|ゆずりますひろば {ward}",
        ),
        (
            "小さくなった服や使わないおもちゃを、次の家族へ渡します。",
            "持ってくるものがなくても、もらうだけでかまいません。",
            "残ったものは、こちらで大切に預かります。",
        ),
        (FIXED, nth("last", "sat")),
        (("10:00", 120), ("10:00", 180)),
        (FAMILIES, CHILDREN),
        bring=("持ち帰り用の袋",),
        goals=(1,),
        tags=("子育て", "リユース"),
        picture="family",
    ),
    # exercise
    Offer(
        "exercise",
        (
            "{ward}ラジオ体操|{ward}らじおたいそう",
            "朝のラジオ体操 {ward}|あさのらじおたいそう {ward}",
            "{ward}早起き体操|{ward}はやおきたいそう",
        ),
        (
            "朝の空気をすいながら、みんなでラジオ体操をします。",
            "体操がおわったら、すぐに帰れます。",
            "雨の日はお休みですので、空を見て決めてください。",
        ),
        (every("tue"), every("mon", "wed", "fri"), every("sat")),
        (("6:30", 15), ("6:30", 20)),
        ((), NEAR_RETIREMENT),
        bring=("動きやすい服", "飲みもの"),
        gathering=("exercise", ""),
        tags=("体操", "ラジオ体操"),
        is_outdoors=True,
        rooms=("あずまやの前", "玄関の前"),
        picture="arms",
    ),
    Offer(
        "exercise",
        (
            "{ward}いきいき体操|{ward}いきいきたいそう",
            "百歳まで歩こう体操 {ward}|ひゃくさいまであるこうたいそう {ward}",
            "{ward}ころばん体操|{ward}ころばんたいそう",
        ),
        (
            "いすに座ったままできる体操を、音楽に合わせて行います。",
            "足の力をつけて、転びにくい体を作ります。",
            "体調に合わせて、途中で休んでください。",
        ),
        (every("thu"), nth("1 3", "mon"), nth("2 4", "tue"), nth("2 4", "fri")),
        (("10:00", 60), ("13:30", 75), ("9:30", 60)),
        (SENIORS, ("older",)),
        fees=((0, ""), (100, "会場の代金です")),
        bring=("飲みものとタオル", "上ばきとタオル"),
        rests="holidays new_year obon",
        gathering=("exercise", "tea"),
        tags=("体操", "介護予防"),
        picture="arms",
    ),
    Offer(
        "exercise",
        (
            "{ward}てくてく散歩|{ward}てくてくさんぽ",
            "季節の道を歩く会 {ward}|きせつのみちをあるくかい {ward}",
            "{ward}ポールウォーキング|{ward}ぽーるうぉーきんぐ",
        ),
        (
            "近くの道を、話しながら一時間ほど歩きます。",
            "速く歩く組と、ゆっくり歩く組に分かれます。",
            "途中で二回、座って休みます。",
        ),
        (nth("1 3", "sat"), alternate("sun"), nth("2 4", "wed")),
        (("9:00", 90), ("8:30", 90)),
        (NEAR_RETIREMENT, ()),
        bring=("歩きやすい靴、帽子、飲みもの",),
        rests="new_year obon",
        gathering=("exercise", "tea"),
        tags=("散歩", "体操"),
        is_outdoors=True,
        picture="hill",
    ),
    Offer(
        "exercise",
        (
            "{ward}ボッチャの日|{ward}ぼっちゃのひ",
            "みんなでボッチャ {ward}|みんなでぼっちゃ {ward}",
            "{ward}モルック広場|{ward}もるっくひろば",
        ),
        (
            "年齢や障がいに関係なく、いっしょに楽しめる球技です。",
            "車いすの方も、同じチームで投げます。",
            "遊び方は、初めに短く説明します。",
        ),
        (nth("2 4", "sat"), nth("1", "sun"), every("fri")),
        (("10:00", 120), ("13:30", 120)),
        ((), ("school", "youth", "working", "senior", "older")),
        fees=((0, ""), (100, "用具の代金です")),
        bring=("上ばき", "飲みもの"),
        gathering=("exercise", "generations"),
        tags=("スポーツ", "ボッチャ"),
        picture="balls",
    ),
    Offer(
        "exercise",
        (
            "{ward}ゆったりヨガ|{ward}ゆったりよが",
            "夜の肩こり体操 {ward}|よるのかたこりたいそう {ward}",
            "{ward}太極拳の朝|{ward}たいきょくけんのあさ",
        ),
        (
            "息をゆっくりはきながら、体をのばします。",
            "体のかたい方こそ、気持ちよさを感じられます。",
            "仕事の帰りに寄る方もいます。",
        ),
        (every("wed"), nth("1 3", "thu"), nth("2 4", "mon")),
        (("19:00", 60), ("10:00", 75), ("19:30", 60)),
        (("working",), (), NEAR_RETIREMENT),
        fees=((300, "講師へのお礼です"), (200, "会場の代金です")),
        sign_ups=("not_needed", "needed"),
        capacities=(15, 20),
        bring=("ヨガマットまたは大きなタオル", "動きやすい服と飲みもの"),
        rests="holidays new_year obon",
        gathering=("exercise", ""),
        tags=("体操", "ヨガ"),
        picture="arms",
    ),
    Offer(
        "exercise",
        (
            "{ward}グラウンドゴルフ|{ward}ぐらうんどごるふ",
            "卓球を楽しむ会 {ward}|たっきゅうをたのしむかい {ward}",
        ),
        (
            "勝ち負けよりも、笑い声の多い会です。",
            "用具は貸し出しますので、手ぶらでお越しください。",
            "一試合ごとに、お茶の時間があります。",
        ),
        (every("wed"), nth("1 2 3 4", "fri"), nth("1 3", "tue")),
        (("9:00", 150), ("13:00", 120)),
        (SENIORS, NEAR_RETIREMENT),
        fees=((100, "用具の代金です"), (0, "")),
        bring=("動きやすい服と飲みもの",),
        rests="holidays new_year obon",
        gathering=("exercise", "hobby"),
        tags=("スポーツ",),
        picture="balls",
    ),
    # other
    Offer(
        "other",
        (
            "{ward}畑のてつだい日|{ward}はたけのてつだいび",
            "みんなの畑 {ward}|みんなのはたけ {ward}",
            "{ward}さつまいもの会|{ward}さつまいものかい",
        ),
        (
            "季節の野菜を、みんなで育てます。",
            "土にさわるだけで帰る方も、ベンチで見ている方もいます。",
            "とれた野菜は、その場で分けて持ち帰ります。",
        ),
        (nth("1 3", "sun"), every("sat"), nth("2 4", "thu")),
        (("9:00", 120), ("8:30", 120)),
        ((), ("working", "youth")),
        bring=("長ぐつ、軍手、飲みもの",),
        gathering=("farming", "generations"),
        goals=(1, 3),
        tags=("畑", "農作業"),
        is_outdoors=True,
        picture="leaf",
    ),
    Offer(
        "other",
        (
            "{ward}ひといき居場所|{ward}ひといきいばしょ",
            "だれでも居場所 {ward}|だれでもいばしょ {ward}",
            "{ward}なにもしない部屋|{ward}なにもしないへや",
        ),
        (
            "だまって過ごしても、話してもよい居場所です。",
            "名前を書かずに入れますし、いつ帰ってもかまいません。",
            "話したくなったら、スタッフが静かに聞きます。",
        ),
        (every("mon"), nth("1 3", "wed"), every("fri")),
        (("13:00", 180), ("14:00", 150)),
        (("youth", "working"), ()),
        rests="holidays new_year obon",
        goals=(1, 2),
        tags=("居場所",),
        picture="lantern",
    ),
    Offer(
        "other",
        (
            "{ward}ふれあい朝市|{ward}ふれあいあさいち",
            "おすそわけ市 {ward}|おすそわけいち {ward}",
            "{ward}リサイクル市|{ward}りさいくるいち",
        ),
        (
            "近所の野菜や手作りの品がならぶ、小さな市です。",
            "買い物のついでに、いすに座って話していってください。",
            "売り上げの一部は、地域の食堂に寄付します。",
        ),
        (nth("last", "sun"), nth("1", "sun"), nth("2", "sat")),
        (("8:00", 120), ("9:00", 120)),
        ((),),
        fees=((None, "品物の代金だけいただきます"),),
        bring=("買い物袋",),
        rests="new_year",
        tags=("市",),
        is_outdoors=True,
        picture="leaf",
    ),
    Offer(
        "other",
        (
            "{ward}季節のまつり|{ward}きせつのまつり",
            "{ward}灯りの夕べ|{ward}あかりのゆうべ",
            "{ward}ふれあい運動会|{ward}ふれあいうんどうかい",
        ),
        (
            "子どもからお年寄りまで、みんなで作るまつりです。",
            "出店や昔の遊びを、ボランティアが用意します。",
            "雨のときは、建物の中で行います。",
        ),
        (FIXED,),
        (("10:00", 240), ("16:00", 180)),
        ((),),
        fees=((0, "食べものは有料です"),),
        goals=(1, 3),
        tags=("まつり", "季節の行事"),
        picture="lantern",
    ),
    Offer(
        "other",
        (
            "{ward}作品てん|{ward}さくひんてん",
            "{ward}なつかし写真てん|{ward}なつかししゃしんてん",
        ),
        (
            "地域のみなさんの作品を、三日間かざります。",
            "作った人が会場にいますので、話を聞いてみてください。",
            "入口で、好きな作品に花の紙を一枚はれます。",
        ),
        (FIXED,),
        (("0:00", 3 * 24 * 60),),
        ((),),
        tags=("展示",),
        rooms=("一階の廊下", ""),
        is_all_day=True,
        picture="board",
    ),
    Offer(
        "other",
        (
            "{ward}暮らしの相談日|{ward}くらしのそうだんび",
            "よろず相談の日 {ward}|よろずそうだんのひ {ward}",
        ),
        (
            "どこに聞けばよいかわからない困りごとを、まず聞きます。",
            "相談の内容は、ほかの人に話しません。",
            "必要なときは、合う窓口までいっしょに行きます。",
        ),
        (rules.monthly_on_day(15), nth("2", "wed"), rules.monthly_on_day(-1)),
        (("13:30", 120), ("10:00", 120)),
        ((), ("working", "senior", "older")),
        sign_ups=("not_needed", "telephone"),
        rests="holidays new_year obon",
        goals=(2, 4),
        tags=("暮らし", "相談"),
        picture="lantern",
    ),
    Offer(
        "other",
        (
            "{ward}若ものの部屋|{ward}わかもののへや",
            "ボードゲームの夜 {ward}|ぼーどげーむのよる {ward}",
        ),
        (
            "高校生と若い人が、好きなことをして過ごす部屋です。",
            "ゲームも、楽器も、ただ座っているのも自由です。",
            "やってみたいことがあれば、いっしょに形にします。",
        ),
        (every("fri"), nth("1 3", "sat"), alternate("sat")),
        (("17:00", 180), ("18:00", 150)),
        (("youth",), ("youth", "school"), ("youth", "working")),
        goals=(1, 3),
        tags=("若者", "居場所"),
        picture="board",
    ),
    Offer(
        "other",
        (
            "{ward}支え合いの話し合い|{ward}ささえあいのはなしあい",
            "ご近所会議 {ward}|ごきんじょかいぎ {ward}",
        ),
        (
            "地域で困っていることを出し合い、できることを考えます。",
            "発言しないで聞くだけの参加もできます。",
            "話し合ったことは、後日、回覧板でお知らせします。",
        ),
        (FIXED, nth("3", "thu")),
        (("19:00", 90), ("13:30", 90)),
        ((),),
        goals=(3, 4),
        tags=("話し合い", "協議体"),
        picture="hill",
    ),
)

# Groups that the demo's members act for; how often they are preferred where they fit.
FAVOURED = {"hidamari": 0.4, "attaka": 0.15}

# Groups whose own subject it is, by tag.
SUITED = {
    "スマホ": ("sumaho-oen",),
    "手話": ("kotsukotsu",),
    "日本語": ("nihongo",),
    "修理": ("neura-kobo",),
    "学習支援": ("yorimichi", "sonohara-bunko"),
    "音楽": ("higashiyama-uta", "shiomi-engawa"),
    "歌": ("higashiyama-uta", "kaminotsuji", "sakurazaka"),
    "傾聴": ("tomoshibi",),
    "生活支援": ("kaimono",),
    "介護": ("yuzuriha",),
    "認知症": ("orange-machi", "shiomi-engawa"),
    "農作業": ("azemichi",),
    "散歩": ("jintori-walk", "mamemame"),
    "ボッチャ": ("boccia",),
    "ラジオ体操": ("tennodai-asa", "asahi-genki", "uchikoshi-minna"),
    "環境": ("hanasaku", "tennodai-asa"),
    "若者": ("wakamono-base",),
    "書道": ("nijiiro", "sakurazaka", "shiomi-engawa"),
    "手芸": ("sakurazaka", "neura-kobo", "midorinokaze"),
    "展示": ("nijiiro", "neura-kobo"),
    "居場所": ("hitoiki", "hibari-cafe", "okanochadokoro"),
    "料理": ("mamemame", "azemichi", "sakurazaka"),
    "暮らし": ("tomoshibi", "kaimono", "hitoiki", "okanochadokoro"),
    "まつり": ("uchikoshi-minna", "asahi-genki", "hanasaku", "okanochadokoro"),
    "話し合い": ("uchikoshi-minna", "okanochadokoro", "hibari-cafe", "kaimono"),
    "市": ("asahi-genki", "hanasaku", "azemichi", "neura-kobo"),
}

# Help that a group looks for at its own dates: (title, reading, sentence, minutes before, places).
HELP = (
    (
        "配膳のお手伝い",
        "はいぜんのおてつだい",
        "できあがった料理を席まで運び、食べおわった食器を下げる仕事です。",
        60,
        2,
    ),
    (
        "調理のお手伝い",
        "ちょうりのおてつだい",
        "野菜を切ったり、盛りつけたりする人を探しています。",
        150,
        3,
    ),
    (
        "受付のお手伝い",
        "うけつけのおてつだい",
        "来た方にあいさつをして、名札をお渡しする仕事です。",
        30,
        1,
    ),
    (
        "送り迎えのお手伝い",
        "おくりむかえのおてつだい",
        "歩いて来られない方を、車で送り迎えする人を探しています。",
        45,
        2,
    ),
    (
        "後片づけのお手伝い",
        "あとかたづけのおてつだい",
        "いすとつくえを片づけて、床をはく仕事です。力のある方は大助かりです。",
        30,
        2,
    ),
)

WELCOMES = (
    "初めての方も、そのままお越しください。",
    "見学だけでもかまいません。",
    "友だちをさそって来てください。",
    "途中から来ても、途中で帰ってもかまいません。",
    "ひとりで来る方も多い会です。",
    "わからないことは、電話で聞いてください。",
    "体調のよくない日は、無理をせずに休んでください。",
    "耳の遠い方には、紙に書いてお伝えします。",
    "送り迎えが必要な方は、早めに相談してください。",
    "車いすの方は、来る前に一本お電話をください。",
    "大雨や大雪の日は、中止にすることがあります。",
    "写真をとるときは、必ず声をかけます。",
)
HELPERS_WELCOMES = (
    "初めての方には、慣れた人がそばで教えます。",
    "続けられるかどうかは、一度やってみてから決めてください。",
    "短い時間だけの手伝いでも、とても助かります。",
    "友だちや家族といっしょの参加も歓迎します。",
    "わからないことは、電話で聞いてください。",
    "活動の前に、十分ほど説明をします。",
)

ASIDES = (
    "会場には、少し早めに来ても入れます。",
    "世話役は、胸に緑の名札をつけています。",
    "飲みものの持ちこみは自由です。",
    "近所の高校生が、手伝いに来てくれます。",
    "座って休める場所があります。",
    "声をかけてくだされば、案内します。",
)
REGULAR_ASIDES = (
    "去年から始まった、新しい集まりです。",
    "十年以上つづいている、なじみの集まりです。",
    "毎回、十人から二十人ほどが集まります。",
    "最後の五分は、みんなで片づけをします。",
    "休みの回があるときは、前の回にお知らせします。",
)
OLDER_ASIDES = (
    "八十代の方も、元気に通っています。",
    "杖をついて来る方も、何人もいます。",
    "いすの席を、十分に用意しています。",
)

CANCELLED = (
    "会場の設備点検のため",
    "世話役の体調不良のため",
    "地域の行事と重なるため",
    "感染症が流行しているため",
    "会場の前の道路工事のため",
)
MOVED = (
    "会場の予約が取れなかったため",
    "地域の行事と重なるため",
    "参加者のみなさんの希望により",
)
