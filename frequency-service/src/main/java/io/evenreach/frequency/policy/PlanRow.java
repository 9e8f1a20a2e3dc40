package io.evenreach.frequency.policy;

import io.evenreach.kernel.Window;

/**
 * How often on one channel.
 *
 * @param index the row's place in the plan, from 0
 * @param minimum below this count a customer is leaked
 */
public record PlanRow(int index, String channel, int target, int minimum, Window window) {

    /** The window in one word or two, for explanations: {@code CAMPAIGN}, {@code P7D}, {@code DAY Asia/Shanghai}. */
    public String windowName() {
        return nameOf(window);
    }

    static String nameOf(Window window) {
        return switch (window) {
            case Window.Campaign ignored -> "CAMPAIGN";
            case Window.Rolling rolling -> rolling.text();
            case Window.Calendar(var unit, var zone) -> unit + " " + zone.getId();
        };
    }
}
