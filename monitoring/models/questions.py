"""What an instrument asks: questions, and the options or bands their answers fall into."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ksm.choices import Condition, FunctionStatus, WorksKind
from monitoring.models.findings import Responsible, Severity
from monitoring.models.instruments import CODE, Aspect, OfInstrument, in_language
from monitoring.questionnaire.showif import LONGEST
from monitoring.scoring import rules as scoring


class GradeWord(models.TextChoices):
    """Words of `monitoring.scoring.rules.Grade`."""

    GOOD = scoring.Grade.GOOD.value, _("Good")
    FAIR = scoring.Grade.FAIR.value, _("Fair")
    POOR = scoring.Grade.POOR.value, _("Poor")
    OPEN = scoring.Grade.OPEN.value, _("Cannot be assessed yet")


CAPS = [(GradeWord.FAIR.value, GradeWord.FAIR.label), (GradeWord.POOR.value, GradeWord.POOR.label)]


class QuestionType(models.TextChoices):
    SINGLE = "single", _("One choice")
    MULTI = "multi", _("Several choices")
    NUMBER = "number", pgettext_lazy("a figure", "Number")
    RATIO = "ratio", _("Part of a whole (two numbers)")
    DATE = "date", _("Date")
    TEXT = "text", _("Text")
    COMPUTED = "computed", _("Taken from other records")


class Recorded(models.TextChoices):
    """The fact of the registry that an answer states, on the day of the visit."""

    FUNCTION = "function", _("Function")
    CONDITION = "condition", _("Physical condition (the worst of several questions)")
    SR = "active_sr", _("Active house connections (SR)")
    KK = "kk", _("Households served (KK); of a ratio its whole")
    JIWA = "jiwa", _("People served (jiwa)")
    FEE = "fee", _("Fee (rupiah per KK and month)")
    OPERATOR = "operator", _("Operator (name of the group)")
    EMPTIED = "emptied_on", _("Last desludging")
    TESTED = "tested_on", _("Effluent tested on")
    WORKS = "works", _("Works finished since the last visit (offered, not recorded)")


class Practised(models.TextChoices):
    """What an answer shows to be done or not, in the region or by the group (domain §4.3, §9.3)."""

    SUPERVISION = "supervision", _("The government visits and corrects")
    FUNDING = "funding", _("Large repairs are funded publicly")
    FEE_RULE = "fee_rule", _("A local rule holds for the fee")
    ROLES = "roles", _("Roles are divided in writing")
    COMPLAINTS = "complaints", _("Complaints have a channel")
    TRAINING = "training", _("Board or operator are trained")
    COLLECTION = "collection", _("The fee is collected")
    LEVEL = "level", _("Level of the spectrum of management, 1–5 (no rule)")


DONE_OR_NOT = [one for one in Practised if one != Practised.LEVEL]
LEVELS = ("1", "2", "3", "4", "5")  # of the spectrum, from the group alone to the government alone

# Words of the registry that an option may stand for; “not known” is no word to record.
REGISTRY_WORDS = [
    (name, [pair for pair in words.choices if pair[0] != words.UNKNOWN.value])
    for name, words in ((_("Function"), FunctionStatus), (_("Physical condition"), Condition))
] + [(_("Works"), list(WorksKind.choices))]


class Question(OfInstrument):
    path_to_root = "aspect.instrument"

    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="questions")
    code = models.CharField(_("code"), max_length=12, validators=[CODE])
    kind = models.CharField(_("kind of question"), max_length=10, choices=QuestionType.choices)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    weight = models.DecimalField(
        _("weight"),
        max_digits=6,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("0: information only, not scored."),
    )
    minimum = models.DecimalField(
        _("smallest value"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("largest value"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    show_if = models.CharField(
        _("asked only if"),
        max_length=LONGEST,
        blank=True,
        help_text=_(
            "Code of an earlier question and an answer, e.g. “K01 != belum” or “SARANA in (mck, mck_plus)”; "
            "joined by and, or."
        ),
    )
    formula = models.CharField(
        _("taken from"),
        max_length=60,
        blank=True,
        help_text=_(
            "For computed questions, e.g. “T02/SR_DESAIN”, “EFLUEN” or “BEBAN” (use of the design in %); for a date "
            "“USIA” (who never did it is judged by the age of the facility) or “JADWAL” (years past its due date)."
        ),
    )
    records = models.CharField(
        _("recorded in the registry as"),
        max_length=12,
        choices=Recorded.choices,
        blank=True,
        help_text=_("Once the visit is approved, the registry reads this fact from the answer."),
    )
    practice = models.CharField(
        _("shows a practice"),
        max_length=12,
        choices=Practised.choices,
        blank=True,
        help_text=_("The comparison with what a meeting chose counts its answers."),
    )
    done_if = models.CharField(
        _("is done if"),
        max_length=LONGEST,
        blank=True,
        help_text=_("A rule on its own answer, e.g. “G05 = ada”; a ratio counts in %."),
    )
    help_id = models.TextField(_("help (Indonesian)"), max_length=1000, blank=True)
    help_en = models.TextField(_("help (English)"), max_length=1000, blank=True)

    # Loaded by `with_questions`, in order.
    loaded_options: list[Option]

    class Meta:
        ordering = ("aspect", "order", "pk")
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=("aspect", "code"), name="monitoring_question_code"),
            models.CheckConstraint(
                name="monitoring_question_weight_not_negative", condition=Q(weight__gte=0)
            ),
            models.CheckConstraint(
                name="monitoring_question_range",
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(maximum__gte=F("minimum")),
                violation_error_message=_("The largest value is below the smallest."),
            ),
        ]

    @property
    def help(self) -> str:
        return in_language(self.help_id, self.help_en)

    @property
    def said_options(self) -> list[Option]:
        """The answers to a date that are said, not dated (“never”); from `loaded_options` where they are loaded."""
        if self.kind != QuestionType.DATE:
            return []
        loaded = getattr(self, "loaded_options", None)
        options = self.options.all() if loaded is None else loaded  # one alone is asked for its own
        return [option for option in options if option.at_least is None]

    @property
    def is_asked(self) -> bool:
        """Whether somebody in the field answers it; computed ones come from other records."""
        return self.kind != QuestionType.COMPUTED


class Option(OfInstrument):
    """An answer to choose, or a band that a number falls into from its lower bound `at_least`.

    The bound is in % for ratios, in years for dates (with formula JADWAL past the due date); a date's option
    without bound says “never”.
    """

    path_to_root = "question.aspect.instrument"

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    value = models.SlugField(_("value"), max_length=40)
    score = models.DecimalField(
        _("score"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("0–100; empty: does not count."),
    )
    at_least = models.DecimalField(
        _("lower bound"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    above = models.BooleanField(
        _("only above the bound"), default=False, help_text=_("“more than”, not “from”.")
    )
    cap = models.CharField(
        _("class at most"),
        max_length=5,
        choices=CAPS,
        blank=True,
        help_text=_("Whoever answers this cannot reach a better class, whatever the points."),
    )
    recorded = models.CharField(
        _("word of the registry"),
        max_length=20,
        choices=REGISTRY_WORDS,
        blank=True,
        help_text=_("What the registry records for this answer; empty: nothing."),
    )
    advice_id = models.CharField(_("advice (Indonesian)"), max_length=300, blank=True)
    advice_en = models.CharField(_("advice (English)"), max_length=300, blank=True)
    opens_finding = models.BooleanField(_("opens a finding"), default=False)
    severity = models.CharField(
        _("severity of the finding"), max_length=6, choices=Severity.choices, blank=True
    )
    responsible = models.CharField(
        _("who must act"), max_length=12, choices=Responsible.choices, blank=True
    )
    due_days = models.PositiveSmallIntegerField(
        _("days to act"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
    )

    class Meta:
        ordering = ("question", "order", "pk")
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(fields=("question", "value"), name="monitoring_option_value"),
            models.CheckConstraint(
                name="monitoring_option_score_0_to_100",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
            ),
            models.CheckConstraint(
                name="monitoring_option_finding_has_owner",
                condition=Q(opens_finding=False) | (~Q(severity="") & ~Q(responsible="")),
                violation_error_message=_("A finding needs its severity and who must act."),
            ),
        ]

    @property
    def advice(self) -> str:
        return in_language(self.advice_id, self.advice_en)
