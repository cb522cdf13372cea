"""The ten things an official of a regional government does."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from aksansi.help.passages import Guide, Passage

GOVERNMENT = Guide(
    "government",
    _("Guide for regional governments"),
    (
        Passage(
            "start",
            _("Read your region"),
            _("You read everything about your region and change nothing."),
            (
                _("“Home” shows newest letters and figures of your region."),
                _(
                    "“What is new” tells what was added since your last visit, or since a day you name."
                ),
                _("Each figure opens the rows it counts."),
                _("A dash means unknown; 0 means none."),
            ),
            picture="/",
            pages="""
            home news search core:me set-language account mfa job core:change core:import-job
            core:attachment
            """,
        ),
        Passage(
            "overview",
            _("One page about the region"),
            _("Facilities, findings, plan and cooperation on one sheet."),
            (
                _("Open the overview of your region from “Home”."),
                _("See what works, what is broken, and what is not known yet."),
                _("Under “Chapters” stands who to call."),
            ),
            picture="/regions/34.04/overview/",
            pages="""
            region core:region board years region-years region-co-management chapters chapters:chapter
            chapters:board-seat chapters:office chapters:official
            """,
        ),
        Passage(
            "facilities",
            _("Find a facility"),
            _("Where it is, who runs it, how it does."),
            (
                _("Search by name or village, or open “On the map”."),
                _("Filter by function to see what needs help."),
                _("The page of a facility tells its life year by year."),
            ),
            picture="/ksm/facilities/",
            pages="""
            ksm ksm:facility ksm:group ksm:status-record ksm:works ksm:tariff ksm:cash-month
            ksm:member-dues ksm:dated-fact ksm:programme ksm:operation ksm:paper
            ksm:funding-contribution
            """,
        ),
        Passage(
            "findings",
            _("What needs the government"),
            _("Faults that a group cannot mend alone."),
            (
                _("Open “Findings” and filter by your office."),
                _("Each says what is asked and until when."),
                _("Answer by letter; the chapter records your reply."),
            ),
            picture="/monitoring/findings/",
            pages="""
            monitoring:finding monitoring:office-duty
            """,
        ),
        Passage(
            "visits",
            _("Read visits and scores"),
            _("The same questions at every facility, explained point by point."),
            (
                _("“Recap” shows aspects and classes of your region."),
                _("The “Score sheet” names the question behind each lost point."),
                _("“Watch list” names what needs a visit soon."),
            ),
            picture="/monitoring/recap/",
            pages="""
            monitoring monitoring:visit monitoring:round monitoring:round-target monitoring:recap
            monitoring:comparison monitoring:watch monitoring:instrument monitoring:question
            monitoring:field field-forms
            """,
        ),
        Passage(
            "effluent",
            _("Water and desludging"),
            _("Whether the water is clean, and when the truck must come."),
            (
                _("“Effluent” judges each sample by the limit of its day."),
                _("“Scheduled desludging” shows what is due in which month."),
                _("Both tables can be downloaded for your own planning."),
            ),
            picture="/ksm/desludging/schedule/",
            pages="""
            monitoring:sample monitoring:lab-grid monitoring:result monitoring:effluent monitoring:effluent-standard
            ksm:desludging ksm:desludging-schedule ksm:desludging-work-order
            """,
        ),
        Passage(
            "cooperation",
            _("Follow the cooperation"),
            _("MoU and PKS with their papers, and what comes next."),
            (
                _("Open “Cooperation”: the stage, since when, and the next step."),
                _("Signed papers are kept at the agreement."),
                _("New officials find a hand-over pack there."),
            ),
            picture="/agreements/partnerships/",
            pages="""
            agreements agreements:partnership agreements:agreement agreements:contact
            agreements:blocker agreements:stage agreements:board agreements:analysis
            agreements:regional-paper
            """,
        ),
        Passage(
            "plan",
            _("Plan and achievement"),
            _("What was meant, what was done, and for how much."),
            (
                _("“Annual plans” shows activities with target, month and money."),
                _("“Achievements” puts target and realised side by side."),
                _("Each line says what led to it and what stood in the way."),
            ),
            picture="/planning/reports/",
            pages="""
            planning planning:annual-plan planning:annual-report planning:activity
            planning:achievement planning:progress planning:goal planning:vision planning:advice
            planning:check-in planning:review-meeting planning:strategy-edition
            planning:development-plan planning:budget-proposal planning:national planning:national-export
            planning:service planning:year-matrix
            planning:goal-matrix planning:indicator planning:deadline
            """,
        ),
        Passage(
            "letter",
            _("Get the letter"),
            _("The Laporan Capaian Daerah as it was issued."),
            (
                _("Open “Archived reports” and download the PDF."),
                _("Check the code on the paper at the verification page."),
                _("Figures of an issued letter stay; later changes are shown beside it."),
            ),
            picture="/planning/archived-reports/",
            pages="""
            planning:archived-report region-report report-book verify
            """,
        ),
        Passage(
            "calendar",
            _("Dates and events"),
            _("Meetings, promises and dates of your region."),
            (
                _("“Calendar” shows the month; it can be joined to your own calendar."),
                _("Under “Events” stands who came and what was promised."),
                _("“Commitments” shows what your offices promised."),
            ),
            picture="/calendar/",
            pages="""
            calendar events events:event events:commitment events:award events:alliance
            events:practice events:key-date award-scores
            """,
        ),
    ),
)
