package io.evenreach.campaign.maturity.persistence;

/** Whose orders are, by what ownership keeps in {@code key_owner}: derived whenever it is asked, and kept nowhere. */
final class Whose {

    /**
     * The owner of each key of some orders when they were placed, in the partition for advertising: of a key of which nothing
     * is said at that time whoever it founds, of one that is shared or withdrawn nobody. Where tenures overlap for a moment,
     * because a change comes in parts, one that is somebody's holds, and of such the later. To be formatted with which orders.
     */
    static final String NAMED = """
            select distinct on (k.purchase_id, k.place) k.purchase_id, k.place, p.placed_at,
                   t.key is null as founded, case when t.key is null then k.founder else t.profile_id end as owner
              from purchase p
              join purchase_key k on k.purchase_id = p.purchase_id
              left join key_owner t on t.key = k.key and t.purpose = 'ADS'
                   and t.valid_from <= p.placed_at and t.valid_to > p.placed_at
                   and (t.profile_id is not null or t.nobodys)
             where %s
             order by k.purchase_id, k.place, (t.profile_id is null), t.valid_from desc
            """;

    /**
     * The orders that are somebody's, with whose: of the first key that somebody is known to own; where there is none, of
     * whoever the first other key founds.
     */
    static final String BOUGHT = "select distinct on (purchase_id) owner, placed_at from (" + NAMED
            + ") named where owner is not null order by purchase_id, founded, place";

    private Whose() {}
}
