"""Texts of Django and allauth that this house says in its own words.

Named here so that `makemessages` keeps them; `locale/id` answers before theirs.
"""

from django.utils.translation import gettext_noop

BORROWED = (
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    gettext_noop("Email Addresses"),
    gettext_noop("The following email addresses are associated with your account:"),
    gettext_noop("Unverified"),
    gettext_noop("Verified"),
    gettext_noop("Primary"),
    gettext_noop("Make Primary"),
    gettext_noop("Re-send Verification"),
    gettext_noop("Add Email Address"),
    gettext_noop("Add Email"),
    gettext_noop("Email"),
    gettext_noop("Email address"),
    gettext_noop("Change Password"),
    gettext_noop("Password Reset"),
    gettext_noop("Reset My Password"),
    gettext_noop("Forgot Password?"),
    gettext_noop("Two-Factor Authentication"),
    gettext_noop("Authenticator App"),
    gettext_noop("Recovery Codes"),
    gettext_noop("Activate Authenticator App"),
    gettext_noop("Deactivate Authenticator App"),
    gettext_noop("Confirm Access"),
    gettext_noop("Account Inactive"),
    gettext_noop("This field is required."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    # Django's own Indonesian says the opposite: “does not exist”.
    gettext_noop("%(model_name)s with this %(field_labels)s already exists."),
    gettext_noop("%(model_name)s with this %(field_label)s already exists."),
    gettext_noop("The username and/or password you specified are not correct."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    # Fields that Django names after themselves; the timeline says them.
    gettext_noop("submitted by"),
    gettext_noop("reviewed by"),
    gettext_noop("sample"),
    gettext_noop("standard"),
    gettext_noop("visit"),
    gettext_noop("original name"),
)
