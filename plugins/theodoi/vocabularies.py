"""Every closed list of words that a column, a registry file or a run may hold, written once.

Contracts, registry and reports take the words from here; what another language has to write again, suites of Great
Expectations, checks and comments of SQL, comments of code and of registry files, is compared by
tests/unit/test_vocabularies.py. Members stand in the order in which people read them.
"""

from __future__ import annotations

from enum import StrEnum


def values(vocabulary: type[StrEnum]) -> tuple[str, ...]:
    """The words of a vocabulary as plain strings, in order."""
    return tuple(member.value for member in vocabulary)


def listed(vocabulary: type[StrEnum]) -> str:
    """The words for a sentence: "up, down"."""
    return ", ".join(values(vocabulary))


def choice(vocabulary: type[StrEnum]) -> str:
    """The words for a sentence that lets one choose: "day, month or year"."""
    *first, last = values(vocabulary)
    return f"{', '.join(first)} or {last}" if first else last


# captures and articles -----------------------------------------------------------------------------------------------


class FoundBy(StrEnum):
    """How the address of a page was found."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LIST = "list"
    IMPORT = "import"
    SECOND_LOOK = "second_look"  # the address of an article that is here, asked again some days later


class ChangedPart(StrEnum):
    """What stands in a part of an article that its outlet changed."""

    PASSAGE = "passage"
    FIGURE = "figure"
    DOCUMENT = "document"
    NAME = "name"
    DATE = "date"


class ArticleChange(StrEnum):
    """How an article changed after it was first captured."""

    EDITED = "edited"
    VANISHED = "vanished"


class ChangedSide(StrEnum):
    """In which version a part of a change stands."""

    ADDED = "added"  # the later one
    REMOVED = "removed"  # the earlier one


class ChangedPlace(StrEnum):
    """What a part of a change belongs to."""

    TITLE = "title"
    TEXT = "text"


class Outcome(StrEnum):
    """What a document turned out to be. Only `article` is loaded; the others are counted with their names."""

    ARTICLE = "article"
    LIST_PAGE = "list_page"
    NOT_VIETNAMESE = "not_vietnamese"
    NO_TEXT = "no_text"
    SOFT_404 = "soft_404"
    HTTP_ERROR = "http_error"
    NOT_HTML = "not_html"
    CHALLENGE = "challenge"
    PAYWALL = "paywall"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"  # another capture of the same batch brings the same version of the article, newer


class PublishedPrecision(StrEnum):
    """How exactly a time of publication is known."""

    MINUTE = "minute"
    DAY = "day"


class PublishedSource(StrEnum):
    """Which part of a page told its time of publication."""

    JSON_LD = "json-ld"
    META = "meta"
    PAGE = "page"
    URL = "url"
    TEXT = "text"
    FEED = "feed"


# documents -----------------------------------------------------------------------------------------------------------


class YearBasis(StrEnum):
    """What tells the year of a document."""

    TEXT = "text"
    NUMBER = "number"
    REGISTRY = "registry"
    CONTEXT = "context"


class DateBasis(StrEnum):
    """What tells the day of a document."""

    TEXT = "text"
    REGISTRY = "registry"
    CONTEXT = "context"


class IssuedPrecision(StrEnum):
    """How exactly a day of issue is stated."""

    DAY = "day"
    MONTH = "month"


class HappenedPrecision(StrEnum):
    """How exactly the day of an event is stated."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class DocumentStage(StrEnum):
    """How far a document is that is not out yet."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ANNOUNCED = "announced"


class DocumentClass(StrEnum):
    """What kind of document one is, as Vietnamese law tells them apart."""

    NORMATIVE = "normative"  # văn bản quy phạm pháp luật
    ADMINISTRATIVE = "administrative"  # văn bản hành chính, cá biệt
    PARTY = "party"  # văn bản của Đảng


class DocumentForm(StrEnum):
    """How a document is cited."""

    FULL = "full"
    SHORT = "short"
    BACK = "back"
    NICKNAME = "nickname"
    NAMED = "named"


class DocumentRelation(StrEnum):
    """What one document does to another."""

    AMENDS = "amends"
    SUPPLEMENTS = "supplements"
    REPLACES = "replaces"
    REPEALS = "repeals"
    BASED_ON = "based_on"
    IMPLEMENTS = "implements"
    GUIDES = "guides"


class DocumentEvent(StrEnum):
    """A step in the life of a document."""

    DRAFTED = "drafted"
    REQUESTED = "requested"
    SIGNED = "signed"
    ISSUED = "issued"
    TAKES_EFFECT = "takes_effect"
    EXPIRES = "expires"


class DocumentOrigin(StrEnum):
    """Where a known document is from: the official legal code, or an editor."""

    CODE = "code"
    EDITOR = "editor"


# assignments ---------------------------------------------------------------------------------------------------------


class AssignmentKind(StrEnum):
    """How a task comes to those who must do it."""

    ASSIGN = "assign"
    TRANSFER = "transfer"
    REQUEST = "request"
    COMMIT = "commit"


class DeadlinePrecision(StrEnum):
    """How exactly a deadline is told."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    SPAN = "span"


class DeadlineKind(StrEnum):
    """What a deadline says: done by then, done within that time, or done from then on."""

    BY = "by"
    WITHIN = "within"
    FROM = "from"


class Recurrence(StrEnum):
    """How often a task comes again."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


class TaskOutput(StrEnum):
    """What a task ends with, by the verb that names it."""

    SUBMIT = "submit"  # trình
    ISSUE = "issue"  # ban hành
    APPROVE = "approve"  # phê duyệt
    REPORT = "report"  # báo cáo
    OPERATE = "operate"  # đưa vào vận hành
    HAND_OVER = "hand_over"  # bàn giao
    COMPLETE = "complete"  # hoàn thành


class TaskNews(StrEnum):
    """What a sentence tells of some task."""

    DONE = "done"
    PART = "part"
    NOT_YET = "not_yet"  # "chưa": late only when the day is over
    LATE = "late"
    EXTENDED = "extended"
    HANDED_OVER = "handed_over"
    DROPPED = "dropped"


class CorrectionForm(StrEnum):
    """How an outlet takes back what it printed."""

    RECTIFIED = "rectified"  # cải chính
    CORRECTED = "corrected"  # đính chính, nói lại cho rõ
    APOLOGISED = "apologised"  # xin lỗi, cáo lỗi, with no word of what is right


class TaskEvent(StrEnum):
    """What became of a task, as a later article tells it."""

    DONE = "done"
    PART = "part"
    LATE = "late"
    EXTENDED = "extended"
    HANDED_OVER = "handed_over"
    DROPPED = "dropped"


# organisations and systems -------------------------------------------------------------------------------------------


class Role(StrEnum):
    """What an organisation does in its sentence."""

    ACTS = "acts"
    SPEAKS = "speaks"
    PRESENT = "present"
    SPOKEN_OF = "spoken_of"


class OrganisationEvent(StrEnum):
    """What happens to an organisation or a system."""

    FOUNDED = "founded"
    MERGED = "merged"
    ABSORBED = "absorbed"
    RENAMED = "renamed"
    SPLIT = "split"
    MOVED = "moved"
    FUNCTION_MOVED = "function_moved"
    REORGANISED = "reorganised"
    DISSOLVED = "dissolved"


class OrganisationDecision(StrEnum):
    """What an editor decides of a body that the registry did not hold."""

    ADOPT = "adopt"
    MERGE = "merge"
    REJECT = "reject"


class CorrectionAction(StrEnum):
    """What an editor's correction does: to one finding, or to what several are."""

    REJECT = "reject"
    SET = "set"
    MERGE = "merge"
    SPLIT = "split"


class ProvinceRank(StrEnum):
    """The rank of a province as written before its name; the city of Hồ Chí Minh alone has a capital."""

    PROVINCE = "tỉnh"
    CITY = "thành phố"
    HO_CHI_MINH_CITY = "Thành phố"


class DistrictRank(StrEnum):
    """The rank of a district as written before its name."""

    URBAN = "quận"
    RURAL = "huyện"
    TOWN = "thị xã"
    CITY = "thành phố"


class SystemKind(StrEnum):
    """What an information system of the state is."""

    PORTAL = "portal"
    PLATFORM = "platform"
    DATABASE = "database"
    INFORMATION_SYSTEM = "information_system"
    APPLICATION = "application"
    NETWORK = "network"
    DATA_CENTRE = "data_centre"
    INDEX = "index"
    IDENTITY = "identity"


# figures -------------------------------------------------------------------------------------------------------------


class Comparator(StrEnum):
    """How the true value stands to the figure that is printed."""

    EQ = "eq"
    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"


class Measure(StrEnum):
    """Whether a figure is a level or a change of one."""

    LEVEL = "level"
    CHANGE = "change"


class Direction(StrEnum):
    """Where a change goes; levels have `up`."""

    UP = "up"
    DOWN = "down"


class Status(StrEnum):
    """Whether a figure is, or is to be."""

    OBSERVED = "observed"
    TARGET = "target"


class StatusDetail(StrEnum):
    """What makes a figure observed or a target."""

    OFFICIAL = "official"
    PRELIMINARY = "preliminary"
    ESTIMATE = "estimate"
    NORM = "norm"
    FORECAST = "forecast"
    ISSUED_TARGET = "issued_target"
    PROPOSAL = "proposal"
    PLAN = "plan"


class Aggregation(StrEnum):
    """How a figure adds up: a state on a day, what came in during a period, a total since a start, a mean, a bound that others pass."""

    LEVEL = "level"
    FLOW = "flow"
    CUMULATIVE = "cumulative"
    AVERAGE = "average"
    THRESHOLD = "threshold"


class Territory(StrEnum):
    """How many provinces the country had in the division that a figure is of: 63 until June 2025, 34 since."""

    OF_63 = "provinces_63"
    OF_34 = "provinces_34"


class Venue(StrEnum):
    """Where a goal was told."""

    QUESTION_TIME = "question_time"
    PRESS_CONFERENCE = "press_conference"
    MEETING = "meeting"
    DOCUMENT = "document"


class NotCharted(StrEnum):
    """Why a figure is in no series; the first that holds."""

    MINOR = "minor"
    THRESHOLD = "threshold"
    NO_INDICATOR = "no_indicator"
    NOT_IN_FORCE = "not_in_force"
    NO_AREA = "no_area"
    AREA_INFERRED = "area_inferred"
    NO_PERIOD = "no_period"
    PERIOD_INFERRED = "period_inferred"
    NO_START = "no_start"
    NO_BASELINE = "no_baseline"
    NO_BASE = "no_base"
    NO_COMPILER = "no_compiler"
    NO_RANKING = "no_ranking"


class UnitDetail(StrEnum):
    """What the unit alone does not tell."""

    WORKING_DAY = "working_day"
    WORKING_HOUR = "working_hour"
    PERCENTAGE_POINT = "percentage_point"


class UnitKind(StrEnum):
    """What kind of quantity a unit of the registry measures."""

    RATIO = "ratio"
    MONEY = "money"
    TIME = "time"
    SIZE = "size"
    RANK = "rank"
    SCORE = "score"
    TIMES = "times"


class PeriodBasis(StrEnum):
    """What tells the period of a figure."""

    STATED = "stated"
    CARRIED = "carried"
    INFERRED = "inferred"


class PeriodKind(StrEnum):
    """How a figure stands to its period."""

    DURING = "during"
    AS_OF = "as_of"
    SINCE = "since"
    BY = "by"


class AreaBasis(StrEnum):
    """What tells the area of a figure."""

    STATED = "stated"
    SUBJECT = "subject"
    INFERRED = "inferred"


class RankingScope(StrEnum):
    """The list that a place in a ranking belongs to."""

    WORLD = "world"
    ASEAN = "asean"
    MINISTRIES = "ministries"
    PROVINCES = "provinces"


class Higher(StrEnum):
    """Whether a higher value of an indicator is good news."""

    BETTER = "better"
    WORSE = "worse"
    NEUTRAL = "neutral"


# sources and runs ----------------------------------------------------------------------------------------------------


class SourceKind(StrEnum):
    """Who publishes a source; `import` is the kind of what was read from files."""

    NEWSPAPER = "newspaper"
    GOVERNMENT = "government"
    AGENCY = "agency"
    IMPORT = "import"


class RunStatus(StrEnum):
    """How a run stands, or how it ended."""

    RUNNING = "running"
    PUBLISHED = "published"
    NOTHING_NEW = "nothing_new"
    DRY_RUN = "dry_run"
    REFUSED = "refused"
    FAILED = "failed"
    UNDONE = "undone"  # published, and taken back since
    FORGOTTEN = "forgotten"  # its import was taken out since


class TouchedKind(StrEnum):
    """What a publish touches, and an undo brings back."""

    ARTICLE = "article"
    CAPTURE = "capture"
    QUARANTINE = "quarantine"


class SearchWordKind(StrEnum):
    """What a word of a search is, that stands for others."""

    ABBREVIATION = "abbreviation"
    DOCUMENT = "document"


class Rights(StrEnum):
    """What may be shown of a source's articles: a short quote, facts alone (no word of the paper), or nothing of its own."""

    QUOTE = "quote"
    FACTS_ONLY = "facts_only"
    NONE = "none"


class AlertEvent(StrEnum):
    """What happens to an alert, that a channel is told."""

    RAISED = "raised"
    CHANGED = "changed"
    CLEARED = "cleared"


class TileKind(StrEnum):
    """What a cell of the map of tiles shows."""

    PROVINCE = "province"
    ARCHIPELAGO = "archipelago"
    SEA = "sea"


class FetchKind(StrEnum):
    """What is asked for at an address."""

    ROBOTS = "robots"
    FEED = "feed"
    SITEMAP = "sitemap"
    LIST = "list"
    PAGE = "page"
    FILE = "file"


class FetchState(StrEnum):
    """Whether an address was asked."""

    PENDING = "pending"
    DONE = "done"


class Gate(StrEnum):
    """The gates of the line, in order."""

    CAPTURES = "captures"
    ARTICLES = "articles"
    FINDINGS = "findings"
    STAGING = "staging"


class QuarantineDecision(StrEnum):
    """What an operator decides of a row in quarantine."""

    RELEASE = "release"
    DROP = "drop"


class BaselineMeasure(StrEnum):
    """What is learnt of usual nights."""

    CAPTURES = "captures"
    ARTICLES = "articles"
    ARTICLE_SHARE = "article_share"
    FINDINGS_PER_ARTICLE = "findings_per_article"


class Likeness(StrEnum):
    """What two texts are to each other."""

    REPRINT = "reprint"  # one text printed twice: cuts, small edits, another headline, an added lead or credit
    UPDATE = "update"  # the case told again with new facts: one story, two versions of it in time
    SAME_SOURCE = "same_source"  # two texts that tell one report, release or quotation
    TEMPLATE = "template"  # one form for other days or objects
    DIFFERENT = "different"
