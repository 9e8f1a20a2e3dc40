package io.evenreach.guidecommerce.guide.web;

import io.evenreach.guidecommerce.guide.Guides.Registration;
import io.evenreach.platform.problem.ProblemException;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says of themselves when they register.
 *
 * @param destinations such as {@code FR-BDX}
 * @param categories such as {@code wine}
 * @param languages BCP 47, such as {@code zh}
 * @param referralCode of who brought them
 * @param email what they buy with is their own purchase; with a password also what they sign in with: in use, 409
 *     EMAIL_IN_USE
 * @param password at least eight characters, with an e-mail only; the gateway keeps both to itself, so none ever arrives here
 */
record RegistrationBody(
        @NotBlank @Size(max = 200) String displayName,
        @NotNull @Size(min = 1, max = 50) List<@NotBlank @Size(max = 50) String> destinations,
        @NotNull @Size(min = 1, max = 50) List<@NotBlank @Size(max = 50) String> categories,

        @NotNull @Size(min = 1, max = 20)
        List<
                        @NotNull @Size(max = 35)
                        @Pattern(regexp = LANGUAGE, message = "must be a language of BCP 47, such as zh-CN") String>
                languages,

        @Nullable @Size(max = 40) String referralCode,

        @Nullable @Size(max = 100) @Schema(format = "email") String email,

        @Nullable @Size(max = 1_024) @Schema(format = "password")
        String password) {

    private static final String LANGUAGE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*";

    /** Nobody can sign in with a password alone. */
    Registration registration() {
        if (email == null && password != null) {
            throw ProblemException.invalidField("/email", "REQUIRED", "A password needs an e-mail address.");
        }
        if (email != null) {
            throw ProblemException.invalidField(
                    "/email", "NOT_SUPPORTED_YET", "Accounts are made by the gateway: register there.");
        }
        return new Registration(displayName.strip(), destinations, categories, languages, referralCode);
    }
}
