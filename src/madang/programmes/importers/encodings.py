"""Which encoding a Korean, Chinese or English text file is in, with how sure we are.

Hangul of CP949 and Han of GB18030 use the same bytes, so every such file decodes as both without an error. What tells
them apart is which characters are common: about 60 % of the signs of a text are among the few hundred most frequent of
its language, of a wrongly decoded one about 8 %. Each sign is one small piece of evidence (naive Bayes).
"""

import codecs
import math
from dataclasses import dataclass
from itertools import islice
from typing import Final

from .records import ImportFailed

SURE: Final = 0.95
_SAMPLE: Final = 4000

_KOREAN = frozenset(
    "이다는에의을사가지기하업고원로한자년도를공인및은으대시월서일정부관중제신상해과소모술아여보구전연일장"
    "청경산스개수발리내성합비용어있회역교안주조선계획창금국동립체비품화무문출물접평격집단센터트프그램위학육력특"
    "양유실설입천강남북광울세종충라제주별천등당만백억료액할간처분명번호담팀온라인홈페참외행생활민군당급제표투융담반"
    "재택참가비예외필요서류심가면적통류검증적추천날짜까매법환름약량직식름올또든님네메맹토론우임때문록된될됨데며면과거나"
)
_CHINESE = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好"
    "都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长业企创新区技术项目申报市支持资"
    "金管理北京科关村政策服务平台条件材料通知单位度计划重点产研究院高校孵化器海外展示范机器智能合加强场建设工程化及相应"
    "其他第二月号日请附件联系电话网址名称截止间地点活动报需提供责任司部门省县民法律定按制表明内容类型量最与等由并或至向"
    "进步实现信息投融优化营商环境领域数据字经济质人才培训导师咨询国际留员团队初期成长万元亿额度比例不超过符合注册立性"
)
_TRADITIONAL = frozenset(
    "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可里後小麼心多天而能好"
    "都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長業企創新區技術項目申報市支持資"
    "金管理北京科關政策服務平台條件材料通知單位度計畫重點產研究院高校孵化器海外展示範機器智能合加強場建設工程化及相應"
    "其他第二月號日請附件聯繫電話網址名稱截止間地點活動需提供責任司部門省縣民法律定按制表明內容類型量最與等由並或至向"
)
# GB18030 can hold Hangul too, in four bytes each that no Korean file in CP949 has.
_MODELS: Final = (("cp949", _KOREAN), ("gb18030", _CHINESE | _KOREAN), ("big5hkscs", _TRADITIONAL))
_HIT: Final = math.log(0.6 / 0.08)
_MISS: Final = math.log(0.4 / 0.92)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
ENCODINGS: Final = ("utf-8", "utf-16", "cp949", "gb18030", "big5hkscs", "cp1252")


@dataclass(frozen=True)
class Guess:
    """An encoding with its probability, 0 to 1."""

    encoding: str
    probability: float


def detect(data: bytes) -> list[Guess]:
    """The encodings `data` may be in, likeliest first; [] for bytes that are no text at all."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return [Guess(encoding, 1.0)] if _decodes(data, encoding) else []
    if b"\x00" in data:
        return _wide(data)
    if _decodes(data, "utf-8"):
        return [Guess("utf-8", 1.0)]
    scores = {encoding: _score(data, encoding, common) for encoding, common in _MODELS}
    known = {encoding: score for encoding, score in scores.items() if score is not None}
    highest = max([0.0, *known.values()])
    weights = {encoding: math.exp(max(score - highest, -700)) for encoding, score in known.items()}
    total = sum(weights.values()) + math.exp(-highest if highest < 700 else -700)  # ... and none of these
    guesses = [Guess(encoding, weight / total) for encoding, weight in weights.items()]
    if _decodes(data, "cp1252"):
        guesses.append(Guess("cp1252", 0.0))
    return sorted(guesses, key=lambda guess: -guess.probability)


def read_text(data: bytes, *, encoding: str = "") -> tuple[str, str]:
    """The text of a file and its encoding: the one given, or the one found.

    Raises ImportFailed: `encoding_unsure` (with the candidates to choose from) rather than guess below `SURE`,
    `encoding_wrong` (with the line) where the given encoding does not fit, `not_text` for binary files, `empty`.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ImportFailed("empty")
    if encoding:
        return _decoded(data, encoding), encoding
    guesses = detect(data)
    if not guesses:
        raise ImportFailed("not_text")
    if guesses[0].probability < SURE:
        raise ImportFailed("encoding_unsure", candidates=", ".join(guess.encoding for guess in guesses))
    return _decoded(data, guesses[0].encoding), guesses[0].encoding


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportFailed("encoding_wrong", encoding=encoding, line=line) from error
    except LookupError as error:
        raise ImportFailed("encoding_wrong", encoding=encoding, line=1) from error


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _score(data: bytes, encoding: str, common: frozenset[str]) -> float | None:
    """Log odds that these signs are in the right encoding and not in a wrong one; None: does not decode."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    signs = list(islice((sign for sign in text if sign > "\u2fff"), _SAMPLE))
    hits = sum(sign in common for sign in signs)
    return hits * _HIT + (len(signs) - hits) * _MISS


def _wide(data: bytes) -> list[Guess]:
    """UTF-16 without its mark: whichever byte order gives letters that people write here."""
    shares = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        signs = text[:_SAMPLE]
        shares[encoding] = sum(_is_written_here(sign) for sign in signs) / max(len(signs), 1)
    best = max(shares, key=lambda encoding: shares[encoding], default="")
    return [Guess(best, 1.0)] if best and shares[best] > 0.95 else []


def _is_written_here(sign: str) -> bool:
    code = ord(sign)
    ascii_text = 0x20 <= code < 0x7F or sign in "\t\r\n"
    return ascii_text or 0x3000 <= code < 0x3200 or 0x4E00 <= code < 0xA000 or 0xAC00 <= code < 0xD7A4 or code > 0xFF00
