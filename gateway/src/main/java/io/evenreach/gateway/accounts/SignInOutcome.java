package io.evenreach.gateway.accounts;

/** What became of a name and a password. A refusal never says which of its reasons it was. */
public sealed interface SignInOutcome {

    record SignedIn(Account account) implements SignInOutcome {}

    record Refused() implements SignInOutcome {}
}
