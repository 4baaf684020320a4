"""The languages that questions can be put in: code, English name, own name, and which way they are written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One language. `code` is BCP 47; `own` is what its speakers call it."""

    code: str
    name: str
    own: str
    right_to_left: bool = False

    @property
    def direction(self) -> str:
        return "rtl" if self.right_to_left else "ltr"


# The main languages other than English of the Census of England and Wales 2021, and those that services are asked for.
LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English", "English"),
        Language("sq", "Albanian", "Shqip"),
        Language("am", "Amharic", "አማርኛ"),
        Language("ar", "Arabic", "العربية", right_to_left=True),
        Language("bn", "Bengali", "বাংলা"),
        Language("bg", "Bulgarian", "Български"),
        Language("yue", "Cantonese", "粵語"),
        Language("zh", "Chinese", "中文"),
        Language("cs", "Czech", "Čeština"),
        Language("prs", "Dari", "دری", right_to_left=True),
        Language("fa", "Farsi", "فارسی", right_to_left=True),
        Language("fr", "French", "Français"),
        Language("de", "German", "Deutsch"),
        Language("el", "Greek", "Ελληνικά"),
        Language("gu", "Gujarati", "ગુજરાતી"),
        Language("he", "Hebrew", "עברית", right_to_left=True),
        Language("hi", "Hindi", "हिन्दी"),
        Language("hu", "Hungarian", "Magyar"),
        Language("it", "Italian", "Italiano"),
        Language("ku", "Kurdish (Kurmanji)", "Kurdî"),
        Language("ckb", "Kurdish (Sorani)", "کوردی", right_to_left=True),
        Language("lv", "Latvian", "Latviešu"),
        Language("lt", "Lithuanian", "Lietuvių"),
        Language("ml", "Malayalam", "മലയാളം"),
        Language("ne", "Nepali", "नेपाली"),
        Language("ps", "Pashto", "پښتو", right_to_left=True),
        Language("pl", "Polish", "Polski"),
        Language("pt", "Portuguese", "Português"),
        Language("pa", "Punjabi", "ਪੰਜਾਬੀ"),
        Language("rom", "Romani", "Romani"),
        Language("ro", "Romanian", "Română"),
        Language("ru", "Russian", "Русский"),
        Language("sk", "Slovak", "Slovenčina"),
        Language("so", "Somali", "Soomaali"),
        Language("es", "Spanish", "Español"),
        Language("sw", "Swahili", "Kiswahili"),
        Language("tl", "Tagalog", "Tagalog"),
        Language("ta", "Tamil", "தமிழ்"),
        Language("ti", "Tigrinya", "ትግርኛ"),
        Language("tr", "Turkish", "Türkçe"),
        Language("uk", "Ukrainian", "Українська"),
        Language("ur", "Urdu", "اردو", right_to_left=True),
        Language("vi", "Vietnamese", "Tiếng Việt"),
        Language("cy", "Welsh", "Cymraeg"),
        Language("yi", "Yiddish", "ייִדיש", right_to_left=True),
        Language("yo", "Yoruba", "Yorùbá"),
    )
}
ENGLISH = LANGUAGES["en"]


def language(code: str) -> Language:
    """Return the language of a code; English for one that is not known."""
    return LANGUAGES.get(code, ENGLISH)
