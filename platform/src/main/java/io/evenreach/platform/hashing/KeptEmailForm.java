package io.evenreach.platform.hashing;

import io.evenreach.identifiers.EmailForm;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Holds a service to the form of e-mail addresses that it began with: keys of another form would stand for other people
 * than the stored ones do, who would be counted anew.
 */
final class KeptEmailForm {

    /** @throws IllegalStateException where this service began with another form */
    KeptEmailForm(JdbcTemplate jdbc, EmailForm form) {
        jdbc.update("insert into email_form (form) values (?) on conflict do nothing", form.code());
        String kept = jdbc.queryForObject("select form from email_form", String.class);
        if (!form.code().equals(kept)) {
            throw new IllegalStateException("evenreach.identifiers.email is " + form.code()
                    + ", but stored keys were made with " + kept
                    + ". They cannot be made anew from hashes: set it back.");
        }
    }
}
