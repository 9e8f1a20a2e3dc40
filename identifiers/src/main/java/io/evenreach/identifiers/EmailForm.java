package io.evenreach.identifiers;

import java.util.Set;

/**
 * How far e-mail addresses that are written differently are one address. Lower case is a part of every form. This is a
 * part of the key: keys of another form cannot be made from those that are stored, so a deployment keeps the form that it
 * began with, in every service.
 *
 * @param gmail at {@code gmail.com} and {@code googlemail.com}, which are one, dots do not count and nothing after a plus
 *     does (Gmail Help, <i>Dots don't matter in Gmail addresses</i> and <i>Send emails from a different address or
 *     alias</i>)
 * @param plusTags at any domain nothing after a plus counts (subaddresses, RFC 5233); right for most providers, but an
 *     address is whatever its domain takes it for
 */
public record EmailForm(boolean gmail, boolean plusTags) {

    /** Addresses are as they are written. */
    public static final EmailForm AS_WRITTEN = new EmailForm(false, false);

    private static final Set<String> GMAIL = Set.of("gmail.com", "googlemail.com");

    /** @param address an e-mail address in lower case; of what would have no name left, nothing is taken away */
    String of(String address) {
        int at = address.lastIndexOf('@');
        String domain = address.substring(at + 1);
        boolean ofGmail = gmail && GMAIL.contains(domain);
        String name = address.substring(0, at);
        if (ofGmail || plusTags) {
            name = upToThePlus(name);
        }
        if (ofGmail) {
            name = name.replace(".", "");
        }
        return name.isEmpty() ? address : name + "@" + (ofGmail ? "gmail.com" : domain);
    }

    private static String upToThePlus(String name) {
        int plus = name.indexOf('+');
        return plus < 0 ? name : name.substring(0, plus);
    }

    /** The name under which a deployment notes its form, such as {@code AS_WRITTEN} or {@code GMAIL,PLUS_TAGS}. */
    public String code() {
        if (gmail) {
            return plusTags ? "GMAIL,PLUS_TAGS" : "GMAIL";
        }
        return plusTags ? "PLUS_TAGS" : "AS_WRITTEN";
    }
}
