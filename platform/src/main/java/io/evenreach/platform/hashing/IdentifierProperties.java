package io.evenreach.platform.hashing;

import io.evenreach.identifiers.EmailForm;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How identifiers are read and hashed.
 *
 * @param key the deployment key in hex, at least 32 bytes; the same in every service, and never changed
 * @param defaultRegion the country of phone numbers written without one (ISO 3166)
 * @param email what of e-mail addresses does not count; the same in every service, and never changed
 */
@ConfigurationProperties("evenreach.identifiers")
public record IdentifierProperties(
        String key,
        @DefaultValue("CN") String defaultRegion,
        @DefaultValue Email email) {

    /**
     * What of e-mail addresses does not count; see {@link EmailForm}.
     *
     * @param gmail rules of Gmail for its own addresses
     * @param plusTags what follows a plus, at any domain
     */
    public record Email(
            @DefaultValue("false") boolean gmail,
            @DefaultValue("false") boolean plusTags) {

        EmailForm form() {
            return new EmailForm(gmail, plusTags);
        }
    }
}
