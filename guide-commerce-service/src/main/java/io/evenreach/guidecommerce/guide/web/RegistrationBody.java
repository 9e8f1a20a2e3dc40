package io.evenreach.guidecommerce.guide.web;

import io.evenreach.guidecommerce.guide.Guides.Registration;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
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
 */
record RegistrationBody(
        @NotBlank @Size(max = 200) String displayName,
        @NotNull @Size(min = 1, max = 50) List<@NotBlank @Size(max = 50) String> destinations,
        @NotNull @Size(min = 1, max = 50) List<@NotBlank @Size(max = 50) String> categories,
        @NotNull @Size(min = 1, max = 20) List<@NotBlank @Size(max = 35) String> languages,
        @Nullable @Size(max = 40) String referralCode) {

    Registration registration() {
        return new Registration(displayName.strip(), destinations, categories, languages, referralCode);
    }
}
