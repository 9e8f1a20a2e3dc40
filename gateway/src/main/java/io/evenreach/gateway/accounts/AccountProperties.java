package io.evenreach.gateway.accounts;

import io.evenreach.gateway.accounts.domain.LockoutPolicy;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of accounts, and the first user.
 *
 * @param firstUsername created at start where it is absent; no first user is made without it
 * @param firstPassword its password; a changed value replaces the password once
 * @param lockoutFailures wrong passwords in a row that close an account
 * @param lockoutFor how long it stays closed
 * @param shortestPassword shortest password the API accepts, in characters
 */
@Validated
@ConfigurationProperties("evenreach.accounts")
record AccountProperties(
        @Nullable String firstUsername,
        @Nullable String firstPassword,
        @DefaultValue("5") @Min(1) @Max(100) int lockoutFailures,
        @DefaultValue("PT5M") Duration lockoutFor,
        @DefaultValue("8") @Min(1) @Max(64) int shortestPassword) {

    LockoutPolicy lockout() {
        return new LockoutPolicy(lockoutFailures, lockoutFor);
    }
}
