"""Districts and venues of the demo city.

Town names and coordinates (rounded) come from Geolonia 住所データ, CC BY 4.0. The names 三好丘,
三好丘緑 and 打越 and the school districts are real; how the city is cut is invented, and so is every
venue.
"""

from __future__ import annotations

from dataclasses import dataclass

from organisations.enums import Scheme


@dataclass(frozen=True)
class Place:
    slug: str
    name: str
    reading: str
    scheme: Scheme
    within: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    is_sample: bool = False
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Building:
    name: str
    reading: str
    ward: str
    address: str
    latitude: float
    longitude: float
    access: tuple[str, ...]
    directions: str
    parking: str
    is_outdoors: bool = False


def _area(slug: str, name: str, latitude: float, longitude: float, *neighbours: str) -> Place:
    return Place(slug, name, name, Scheme.CARE_AREA, (), latitude, longitude, neighbours=neighbours)


def _middle(slug: str, name: str, reading: str) -> Place:
    return Place(f"{slug}-middle", f"{name}中学校区", f"{reading}ちゅうがっこうく", MIDDLE)


def _primary(slug: str, name: str, reading: str, *middles: str) -> Place:
    within = tuple(f"{middle}-middle" for middle in middles)
    name, reading = f"{name}小学校区", f"{reading}しょうがっこうく"
    return Place(f"{slug}-primary", name, reading, PRIMARY, within)


def _ward(
    slug: str,
    name: str,
    reading: str,
    area: str,
    primary: str,
    latitude: float,
    longitude: float,
    is_sample: bool = True,
) -> Place:
    within = (area, *(f"{school}-primary" for school in primary.split()))
    return Place(slug, name, reading, Scheme.WARD, within, latitude, longitude, is_sample)


PRIMARY, MIDDLE = Scheme.PRIMARY_SCHOOL, Scheme.MIDDLE_SCHOOL

AREAS = (
    _area("kitayoshi", "きたよし", 35.1189, 137.1049, "nakayoshi"),
    _area("nakayoshi", "なかよし", 35.0882, 137.0762, "kitayoshi", "minayoshi"),
    _area("minayoshi", "みなよし", 35.0747, 137.0835, "nakayoshi"),
)

# 天王 and 中部 are each split between two 中学校区, which is why `within` is many-to-many.
SCHOOLS = (
    _middle("miyoshi", "三好", "みよし"),
    _middle("kita", "北", "きた"),
    _middle("minami", "南", "みなみ"),
    _middle("miyoshigaoka", "三好丘", "みよしがおか"),
    _primary("chubu", "中部", "ちゅうぶ", "miyoshi", "minami"),
    _primary("hokubu", "北部", "ほくぶ", "kita"),
    _primary("nanbu", "南部", "なんぶ", "minami"),
    _primary("tenno", "天王", "てんのう", "kita", "miyoshi"),
    _primary("miyoshi", "三吉", "みよし", "miyoshi"),
    _primary("miyoshigaoka", "三好丘", "みよしがおか", "miyoshigaoka"),
    _primary("midorigaoka", "緑丘", "みどりがおか", "kita"),
    _primary("kurozasa", "黒笹", "くろざさ", "miyoshigaoka"),
)

K, N, M = "kitayoshi", "nakayoshi", "minayoshi"
WARDS = (
    _ward("miyoshigaoka", "三好丘", "みよしがおか", K, "miyoshigaoka", 35.1222, 137.1127, False),
    _ward(
        "miyoshigaoka-midori",
        "三好丘緑",
        "みよしがおかみどり",
        K,
        "midorigaoka",
        35.1108,
        137.1158,
        False,
    ),
    _ward(
        "miyoshigaoka-sakura", "三好丘桜", "みよしがおかさくら", K, "midorigaoka", 35.1130, 137.1126
    ),
    _ward(
        "miyoshigaoka-asahi", "三好丘旭", "みよしがおかあさひ", K, "miyoshigaoka", 35.1217, 137.1221
    ),
    _ward(
        "miyoshigaoka-aoba", "三好丘あおば", "みよしがおかあおば", K, "kurozasa", 35.1293, 137.1035
    ),
    _ward("kurozasa", "黒笹", "くろざさ", K, "kurozasa", 35.1279, 137.0971),
    _ward("kurozasa-izumi", "黒笹いずみ", "くろざさいずみ", K, "kurozasa", 35.1305, 137.0943),
    _ward("hibarigaoka", "ひばりヶ丘", "ひばりがおか", K, "midorigaoka", 35.1175, 137.1162),
    _ward("ukigai", "福谷", "うきがい", K, "hokubu", 35.1171, 137.1029),
    _ward("neura", "根浦", "ねうら", K, "hokubu", 35.1124, 137.0923),
    _ward("azabu", "莇生", "あざぶ", K, "hokubu", 35.1017, 137.0997),
    _ward("shiomi", "潮見", "しおみ", K, "hokubu", 35.0992, 137.1124),
    _ward("miyoshi-kami", "三好上", "みよしかみ", N, "chubu", 35.0890, 137.0696),
    _ward("miyoshi-nakajima", "三好中島", "みよしなかじま", N, "chubu tenno", 35.0921, 137.0759),
    _ward("miyoshi-maeda", "三好前田", "みよしまえだ", N, "tenno", 35.0931, 137.0824),
    _ward("nishiishiki", "西一色", "にしいしき", N, "chubu", 35.0868, 137.0577),
    _ward("sonohara", "園原", "そのはら", N, "miyoshi", 35.0827, 137.0691),
    _ward("jintoriyama", "陣取山", "じんとりやま", N, "miyoshi", 35.0872, 137.0788),
    _ward("tennodai", "天王台", "てんのうだい", N, "tenno", 35.0891, 137.0893),
    _ward("higashiyamadai", "東山台", "ひがしやまだい", N, "tenno", 35.0862, 137.0877),
    _ward("minamidai", "南台", "みなみだい", M, "tenno nanbu", 35.0855, 137.0970),
    _ward("uchikoshi", "打越", "うちこし", M, "nanbu", 35.0784, 137.0966, False),
    _ward("minayoshidai", "みなよし台", "みなよしだい", M, "nanbu", 35.0772, 137.0875),
    _ward("myochi", "明知", "みょうち", M, "nanbu", 35.0683, 137.0773),
    _ward("fukuta", "福田", "ふくた", M, "chubu nanbu", 35.0715, 137.0522),
)

STEPLESS = ("wheelchair", "ramp", "toilet", "parking")
FAMILY = ("child_toilet", "nursing_room", "nappy_corner", "pushchair")
VENUES = (
    Building(
        "ひだまりの家",
        "ひだまりのいえ",
        "ukigai",
        "みよし市福谷町（見本）",
        35.1169,
        137.1023,
        ("wheelchair", "toilet", "food"),
        "バス停「ひだまり前」から歩いて3分です。赤い郵便ポストのある角を曲がると、縁側のある平屋が見えます。",
        "5台",
    ),
    Building(
        "みどりの風ホール",
        "みどりのかぜほーる",
        "miyoshigaoka-midori",
        "みよし市三好丘緑二丁目（見本）",
        35.1102,
        137.1119,
        (*STEPLESS, *FAMILY, "ostomate", "writing"),
        "駅から歩いて15分です。公園の北側にある、緑色の屋根の建物です。正面の入口に段差はありません。",
        "20台（優先2台）",
    ),
    Building(
        "丘の上つどい館",
        "おかのうえつどいかん",
        "miyoshigaoka",
        "みよし市三好丘三丁目（見本）",
        35.1227,
        137.1112,
        (*STEPLESS, "wheelchair_loan", "cane_loan", "writing"),
        "三好丘の坂を上りきったところにあります。坂がつらい方は、裏手の駐車場まで車で入れます。",
        "12台",
    ),
    Building(
        "さくら坂集会所",
        "さくらざかしゅうかいじょ",
        "miyoshigaoka-sakura",
        "みよし市三好丘桜一丁目（見本）",
        35.1136,
        137.1090,
        ("toilet", "food"),
        "桜並木の坂の途中です。入口に二段の段差があります。声をかけていただければ、お手伝いします。",
        "3台",
    ),
    Building(
        "あさひ台コミュニティの家",
        "あさひだいこみゅにてぃのいえ",
        "miyoshigaoka-asahi",
        "みよし市三好丘旭二丁目（見本）",
        35.1232,
        137.1216,
        ("wheelchair", "ramp", "toilet", "pushchair", "food"),
        "旭の調整池のとなりです。自転車は建物の右がわに止めてください。",
        "8台",
    ),
    Building(
        "あおばの広場",
        "あおばのひろば",
        "miyoshigaoka-aoba",
        "みよし市三好丘あおば一丁目（見本）",
        35.1304,
        137.1029,
        ("wheelchair", "pushchair", "assistance_dog"),
        "屋外の広場です。時計台の下に集まってください。トイレは東の出入口にあります。",
        "なし",
        is_outdoors=True,
    ),
    Building(
        "黒笹いこいの館",
        "くろざさいこいのやかた",
        "kurozasa",
        "みよし市黒笹二丁目（見本）",
        35.1281,
        137.0977,
        (*STEPLESS, "food", "writing"),
        "駅の南口から歩いて8分です。信号を二つ渡り、青い看板を右へお進みください。",
        "10台",
    ),
    Building(
        "いずみ児童ルーム",
        "いずみじどうるーむ",
        "kurozasa-izumi",
        "みよし市黒笹いずみ二丁目（見本）",
        35.1323,
        137.0955,
        ("wheelchair", *FAMILY, "pushchair_loan", "food"),
        "保育園のような黄色い門が目印です。ベビーカーは玄関の中に置けます。",
        "6台",
    ),
    Building(
        "ひばりの集い場",
        "ひばりのつどいば",
        "hibarigaoka",
        "みよし市ひばりヶ丘一丁目（見本）",
        35.1181,
        137.1193,
        ("wheelchair", "toilet", "food"),
        "空き店舗を借りています。パン屋だったころの赤い日よけが目印です。",
        "2台",
    ),
    Building(
        "根浦ものづくり工房",
        "ねうらものづくりこうぼう",
        "neura",
        "みよし市根浦町三丁目（見本）",
        35.1091,
        137.0940,
        ("ramp", "toilet", "parking"),
        "工場のならぶ通りの、白い二階建てです。一階の広い部屋を使います。",
        "15台",
    ),
    Building(
        "莇生ふれあいの家",
        "あざぶふれあいのいえ",
        "azabu",
        "みよし市莇生町（見本）",
        35.1018,
        137.1007,
        ("wheelchair", "ramp", "toilet", "cane_loan", "food"),
        "お宮の石段の手前を左へ入ります。玄関にいすを置いていますので、座って靴をはきかえられます。",
        "6台",
    ),
    Building(
        "潮見の縁側",
        "しおみのえんがわ",
        "shiomi",
        "みよし市潮見（見本）",
        35.0992,
        137.1124,
        ("toilet", "food"),
        "古い民家です。のぼり旗が出ている日に開いています。上がり口に段差が一つあります。",
        "4台",
    ),
    Building(
        "まんなか福祉プラザ",
        "まんなかふくしぷらざ",
        "miyoshi-nakajima",
        "みよし市三好町中島（見本）",
        35.0921,
        137.0759,
        (
            *STEPLESS,
            *FAMILY,
            "wheelchair_loan",
            "tactile",
            "braille",
            "captions",
            "writing",
            "ostomate",
            "assistance_dog",
        ),
        "バス停「福祉プラザ前」の目の前です。エレベーターがあります。受付で部屋をお伝えします。",
        "60台（優先4台）",
    ),
    Building(
        "上の辻集会場",
        "かみのつじしゅうかいじょう",
        "miyoshi-kami",
        "みよし市三好町上（見本）",
        35.0890,
        137.0696,
        ("toilet", "food"),
        "辻のお地蔵さんのとなりです。車は向かいの空き地に止められます。",
        "5台",
    ),
    Building(
        "西一色みのりの家",
        "にしいしきみのりのいえ",
        "nishiishiki",
        "みよし市西一色町（見本）",
        35.0868,
        137.0578,
        ("wheelchair", "toilet", "parking", "food"),
        "田んぼの中の、茶色い屋根の建物です。夕方は暗くなりますので、足もとにお気をつけください。",
        "12台",
    ),
    Building(
        "園原こども文庫",
        "そのはらこどもぶんこ",
        "sonohara",
        "みよし市園原二丁目（見本）",
        35.0839,
        137.0698,
        ("pushchair", "nappy_corner", "child_toilet"),
        "住宅街の中の、本だながある家です。道がせまいので、歩きか自転車でお越しください。",
        "なし",
    ),
    Building(
        "天王台公園",
        "てんのうだいこうえん",
        "tennodai",
        "みよし市天王台（見本）",
        35.0891,
        137.0893,
        ("wheelchair", "toilet", "assistance_dog", "pushchair"),
        "あずまやの前に集まります。雨のときは、となりの集会所の軒下で待っています。",
        "8台",
        is_outdoors=True,
    ),
    Building(
        "南台あったか食堂",
        "みなみだいあったかしょくどう",
        "minamidai",
        "みよし市南台（見本）",
        35.0855,
        137.0970,
        ("wheelchair", "ramp", "toilet", "child_toilet", "food"),
        "白いのれんが目印です。食堂の入口は道路がわにあります。",
        "7台",
    ),
    Building(
        "打越みんなの家",
        "うちこしみんなのいえ",
        "uchikoshi",
        "みよし市打越町（見本）",
        35.0784,
        137.0966,
        (*STEPLESS, "cane_loan", "food", "writing"),
        "バス停「打越」から歩いて5分です。消防倉庫のうらにあります。",
        "14台",
    ),
    Building(
        "明知あぜみち農園",
        "みょうちあぜみちのうえん",
        "myochi",
        "みよし市明知町（見本）",
        35.0684,
        137.0773,
        ("parking",),
        "畑の中の青い物置の前に集まります。土の道ですので、歩きやすい靴でお越しください。",
        "10台",
        is_outdoors=True,
    ),
)
