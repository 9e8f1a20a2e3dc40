package io.evenreach.gateway.accounts.web;

import io.evenreach.gateway.accounts.Account;
import io.evenreach.gateway.accounts.PasswordRule;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the users API reads and writes. */
final class AccountBodies {

    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}";

    private AccountBodies() {}

    record NewUser(
            @NotNull
            @Pattern(
                    regexp = NAME,
                    message =
                            "A user name has 1 to 64 letters, digits, or . _ @ + - and starts with a letter or digit.")
            String username,

            @NotBlank @Size(max = PasswordRule.LONGEST) String password,
            @NotNull @Size(min = 1, max = 20) List<@NotBlank @Size(max = 100) String> roles,
            @Nullable @Size(min = 1, max = 128) String guideId) {}

    record NewPassword(
            @NotBlank @Size(max = PasswordRule.LONGEST) String password) {}

    record User(
            String username,
            List<String> roles,
            Collection<String> scopes,
            @Nullable String guideId,
            boolean enabled,
            @Nullable Instant lockedUntil,
            Instant createdAt) {

        static User of(Account account) {
            return new User(
                    account.username(),
                    account.roleNames(),
                    account.scopes(),
                    account.guideId(),
                    account.enabled(),
                    account.lockedUntil(),
                    account.createdAt());
        }
    }

    /**
     * The caller as its token describes it.
     *
     * @param kind {@code USER} or {@code CLIENT}
     */
    record Me(
            String subject,
            String kind,
            List<String> roles,
            Collection<String> scopes,
            @Nullable String partnerId,
            @Nullable String merchantId,
            @Nullable String guideId) {}
}
