package io.evenreach.launcher.audit;

import io.evenreach.kernel.Sha256;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Channel ids for the labels of a log: {@code Paid Search} becomes {@code paid-search}. Labels that would share an id get a
 * number behind it, and a label without Latin letters or digits is known by its hash. The same set of labels always gets the
 * same ids, in whatever order the rows name them.
 */
final class ChannelIds {

    private static final int LONGEST = 48;

    private ChannelIds() {}

    static Map<String, String> assign(Collection<String> labels) {
        List<String> ordered = new ArrayList<>(labels);
        ordered.sort(Comparator.naturalOrder());
        Map<String, String> ids = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (String label : ordered) {
            String slug = slug(label);
            String id = slug;
            for (int suffix = 2; !taken.add(id); suffix++) {
                id = slug + "-" + suffix;
            }
            ids.put(label, id);
        }
        return ids;
    }

    static String slug(String label) {
        String slug = Normalizer.normalize(label, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        boolean lossy = label.codePoints().anyMatch(point -> Character.isLetter(point) && !latin(point));
        if (slug.isEmpty()) {
            return "channel-" + hash(label);
        }
        if (slug.length() > LONGEST) {
            slug = slug.substring(0, LONGEST).replaceAll("-+$", "");
            lossy = true;
        }
        return lossy ? slug + "-" + hash(label) : slug;
    }

    private static boolean latin(int point) {
        return Character.UnicodeScript.of(point) == Character.UnicodeScript.LATIN;
    }

    private static String hash(String label) {
        return HexFormat.of().formatHex(Sha256.of(label), 0, 5);
    }
}
