package io.evenreach.campaign.governance.domain;

/**
 * A rule for all campaigns at one version.
 *
 * @param version rises with every change from 1, a removal included
 * @param removed whether it holds no more; then the restriction is what it said last
 */
public record Rule<T extends Restriction>(String ruleId, long version, boolean removed, T restriction) {

    public static <T extends Restriction> Rule<T> first(String ruleId, T restriction) {
        return new Rule<>(ruleId, 1, false, restriction);
    }

    /** The rule with this restriction; itself where it says and does the same already. */
    public Rule<T> redefined(T changed) {
        return !removed && changed.equals(restriction) ? this : new Rule<>(ruleId, version + 1, false, changed);
    }

    /** The rule without effect; itself where it has none. */
    public Rule<T> withdrawn() {
        return removed ? this : new Rule<>(ruleId, version + 1, true, restriction);
    }

    public RuleKind kind() {
        return RuleKind.of(restriction.getClass());
    }
}
