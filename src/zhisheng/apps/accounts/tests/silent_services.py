"""Names of the services that write no audit entry of their own, and why."""

NOT_WRITING = {
    "DEMO_MOBILE",
    "IdentityGate",
    # They send the browser away and take it back; what comes of it has the entry.
    "start_identity",
    "finish_identity",
    "DEMO_PASSWORD",
    "AccountAdapter",
    "IssuedInvitation",
    "IssuedToken",
    "Acting",
    # What the act itself records.
    "clean_acting_reason",
    "Notice",
    "ProcessingTerms",
    "SecretParcel",
    # The registry's service that calls it has the entry.
    "place_organisations",
    # The notice has the entry.
    "keep_link",
    # The text that follows has the entry; what nobody can use any more just goes.
    "ask_code_of_text",
    "ask_sign_in_code",
    "ask_verification_code",
    "forget_mobile_codes",
    "check_password_link",
    # A dispatch is its own record; an entry per message read would bury the rest.
    "deliver_messages",
    "note_receipts",
    "read_messages",
    "keep_preferences",
    "open_invitation",
    # Counts calls for the limit; an entry per call of the API would bury the rest.
    "use_token",
    # Creates the account that audit entries may name, once per installation.
    "get_system_user",
}
