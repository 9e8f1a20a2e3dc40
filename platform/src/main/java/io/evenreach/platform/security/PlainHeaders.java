package io.evenreach.platform.security;

import java.util.regex.Pattern;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * The strict firewall, which looks at each header whenever it is read: a token of a kilobyte several times for each request.
 * Headers of printable ASCII, as nearly all are, are seen to be good without a regular expression; of others the rules are
 * Spring's own.
 */
final class PlainHeaders {

    private static final Pattern NAME = Pattern.compile("[\\p{IsAssigned}&&[^\\p{IsControl}]]*");
    private static final Pattern VALUE = Pattern.compile("[\\p{IsAssigned}&&[[^\\p{IsControl}]||\\t]]*");

    private PlainHeaders() {}

    static StrictHttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderNames(
                name -> isPrintableAscii(name) || NAME.matcher(name).matches());
        firewall.setAllowedHeaderValues(
                value -> isPrintableAscii(value) || VALUE.matcher(value).matches());
        return firewall;
    }

    private static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }
}
