package io.evenreach.guidecommerce.simulation;

import io.evenreach.testkit.Chance;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is whom, and who brought whom: shoppers turn out to be guides, guides to be each other, and part again. Names point
 * to who they are said to be, guides only to earlier ones, so that nobody is asked for ever.
 */
final class People {

    private static final int GUIDES = 4;
    private static final List<String> SHOPPERS = List.of("shopper-0", "shopper-1", "shopper-2");

    private final Chance chance;
    private final Map<String, String> saidToBe = new HashMap<>();
    private final Map<String, String> referrers = new HashMap<>();

    People(Chance chance) {
        this.chance = chance;
        for (int guide = 1; guide < GUIDES; guide++) {
            if (chance.percent(70)) {
                referrers.put(guide(guide), guide(chance.below(guide)));
            }
        }
        SHOPPERS.forEach(shopper -> saidToBe.put(phoneOf(shopper), shopper));
    }

    private static String guide(int number) {
        return "guide-" + number;
    }

    String someShopper() {
        return chance.pick(SHOPPERS);
    }

    String someGuide() {
        return guide(chance.below(GUIDES));
    }

    /** Another device of a shopper's, as far as is known. */
    static String phoneOf(String shopper) {
        return "phone-of-" + shopper;
    }

    boolean areOne(String one, String other) {
        return person(one).equals(person(other));
    }

    private String person(String name) {
        String person = name;
        while (saidToBe.containsKey(person)) {
            person = saidToBe.get(person);
        }
        return person;
    }

    /** Somebody becomes somebody else, or themselves again. */
    void change() {
        if (chance.percent(30)) {
            String shopper = someShopper();
            say(phoneOf(shopper), shopper);
        } else if (chance.percent(70)) {
            say(someShopper(), someGuide());
        } else {
            int guide = chance.between(1, GUIDES - 1);
            say(guide(guide), guide(chance.below(guide)));
        }
    }

    private void say(String name, String other) {
        if (saidToBe.remove(name) == null) {
            saidToBe.put(name, other);
        }
    }

    /** The brand corrects who brought a guide, where nobody brings themselves by it. */
    void reparent() {
        String guide = someGuide();
        String referrer = someGuide();
        Set<String> above = new HashSet<>();
        for (String each = referrer; each != null; each = referrers.get(each)) {
            above.add(each);
        }
        if (!above.contains(guide)) {
            referrers.put(guide, referrer);
        }
    }

    /** Who brought a guide as things stand; null where nobody did. */
    @Nullable
    String referrerOf(String guide) {
        return referrers.get(guide);
    }
}
