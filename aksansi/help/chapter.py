"""The ten things a chapter officer does."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from aksansi.help.passages import Guide, Passage

CHAPTER = Guide(
    "chapter",
    _("Guide for chapters"),
    (
        Passage(
            "start",
            _("Start the day"),
            _("What waits for you stands on the first page; what is done goes away by itself."),
            (
                _("Open “Home” and begin with the first line of “My tasks”."),
                _(
                    "Under “Chapters” keep your decree; “Enter the board at once” takes a seat per line."
                ),
                _("What you typed and did not save is handed back on the same device."),
                _(
                    "“Calendar” shows what has a day; it can be joined to the calendar of your phone."
                ),
                _(
                    "Change password, language and mails under “My settings”; on a shared phone always “Sign out”."
                ),
            ),
            picture="/",
            pages="""
            home news board calendar search core:me set-language job core:region region account mfa
            chapters chapters:chapter chapters:board-seat chapters:official chapters:office
            core:change core:attachment
            """,
        ),
        Passage(
            "group",
            _("Record a group"),
            _("Only recorded groups are counted, invited and visited."),
            (
                _("Under “Groups” search the name first, so that none is recorded twice."),
                _("Add it with name, kind and region; the rest can follow."),
                _(
                    "On its page note tariffs and the months of the cash book under “Money and fee”."
                ),
                _("Many at once: “Import” takes a table of Excel."),
            ),
            picture="/ksm/groups/",
            pages="""
            ksm:group ksm:tariff ksm:cash-month ksm:member-dues ksm:dated-fact ksm:operation
            """,
        ),
        Passage(
            "facility",
            _("Record a facility and its state"),
            _("Whether a facility works is the first figure a government reads."),
            (
                _("Under “Facilities” search first; then add it with name, type and region."),
                _("Give its position on the spot by phone."),
                _("On its page record its state with the day you saw it; unknown stays empty."),
                _("Add photos under “Photos and documents”."),
            ),
            picture="/ksm/facilities/",
            pages="""
            ksm ksm:facility ksm:status-record ksm:works ksm:works-cost ksm:paper
            ksm:funding-contribution ksm:programme core:import-job
            """,
        ),
        Passage(
            "desludging",
            _("Note a desludging"),
            _("The next emptying is reckoned from the last one."),
            (
                _("Under “Scheduled desludging” see which facilities are due."),
                _("Order the truck with the “Work order (SPK)”."),
                _("Afterwards note day, volume, cost and destination from the receipt."),
            ),
            picture="/ksm/desludging/schedule/",
            pages="""
            ksm:desludging ksm:desludging-schedule ksm:desludging-work-order
            """,
        ),
        Passage(
            "visit",
            _("Visit a facility"),
            _("A visit answers the same questions everywhere, so that facilities can be compared."),
            (
                _(
                    "Before you go, open “Field visits” once while the line is good; it then works without one."
                ),
                _("On the spot answer part by part; what does not apply gets its reason."),
                _(
                    "Take photos, send when the line is back; “Field notes” take what else you meet."
                ),
                _(
                    "“Submit” hands the visit to the Secretariat; the “Score sheet” explains each lost point."
                ),
            ),
            picture="/monitoring/visits/",
            pages="""
            monitoring monitoring:visit monitoring:field field-forms monitoring:round monitoring:round-target
            monitoring:recap monitoring:watch monitoring:comparison monitoring:instrument
            monitoring:question
            """,
        ),
        Passage(
            "finding",
            _("Follow a fault"),
            _("A fault with a name and a date gets repaired."),
            (
                _("Add a finding with what is wrong, who acts and until when."),
                _("Attach a photo and pass the text on to the office."),
                _("When it is repaired, “Close” it; somebody else verifies."),
                _("Laboratory sheets go under “Effluent”."),
            ),
            picture="/monitoring/findings/",
            pages="""
            monitoring:finding monitoring:sample monitoring:lab-grid monitoring:result monitoring:effluent
            monitoring:effluent-standard monitoring:office-duty
            """,
        ),
        Passage(
            "cooperation",
            _("Lead cooperation on"),
            _("From the first audience to the signed MoU and PKS, step by step."),
            (
                _("Open your region under “Cooperation” and see at which stage it stands."),
                _(
                    "After each letter or meeting: “Record a contact” with the next step and its day."
                ),
                _("When it moves: “Move to another stage”, with the evidence."),
                _("What stands in the way is a blocker; several can be open at once."),
            ),
            picture="/agreements/partnerships/",
            pages="""
            agreements agreements:partnership agreements:agreement agreements:contact
            agreements:blocker agreements:stage agreements:regional-paper
            """,
        ),
        Passage(
            "event",
            _("Hold an event"),
            _("Trainings, meetings and audiences, with who came and what was promised."),
            (
                _("Add the event with day, place and programme."),
                _("Paste the list of attendance; women and men are counted."),
                _(
                    "Write each promise with owner and date; it stands under “Commitments” until done."
                ),
            ),
            picture="/events/events/",
            pages="""
            events events:event events:commitment events:award events:alliance events:practice
            events:key-date
            """,
        ),
        Passage(
            "plan",
            _("Plan the year"),
            _("What the chapter means to do, with target, money and month."),
            (
                _("Open the plan of the year; “Copy from last year” saves typing."),
                _(
                    "“Add several” takes a line each: what, how many, when, whose money; “Add an activity” one."
                ),
                _("“Submit” it, and answer the advice of the Secretariat."),
                _("After each step “Record progress” on the activity."),
            ),
            picture="/planning/plans/",
            pages="""
            planning planning:annual-plan planning:activity planning:progress planning:goal
            planning:vision planning:advice planning:check-in planning:review-meeting
            planning:strategy-edition planning:development-plan planning:budget-proposal
            planning:service planning:goal-matrix planning:year-matrix planning:indicator
            planning:deadline
            """,
        ),
        Passage(
            "report",
            _("Write the achievement report"),
            _("The letter a regional government reads: what was reached for the money."),
            (
                _(
                    "On the plan choose “Report the achievements”; the system proposes what it can count."
                ),
                _("Explain what helped, what hindered, what you ask for; then “Submit”."),
                _("Once approved, “Archive as letter” gives number and code."),
                _("Hand it over and note when it was received."),
            ),
            picture="/planning/reports/",
            pages="""
            planning:annual-report planning:achievement region-report planning:archived-report verify
            report-book years region-years region-co-management
            """,
        ),
    ),
)
