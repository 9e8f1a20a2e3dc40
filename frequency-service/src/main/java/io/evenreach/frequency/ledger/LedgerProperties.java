package io.evenreach.frequency.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The ledger's bounds.
 *
 * @param attemptsMax how often a batch is tried when others get in between
 * @param workers how many batches of single asks are decided at once; 0 for as many as there are processors
 * @param coalescedMax the most single asks one batch takes in
 * @param queuedMax the most single asks that wait for a worker; more are answered as unavailable at once
 * @param archivedMovedMax how many archived touches one transaction moves to another person at most; few enough that asks of
 *     the two do not wait long
 * @param archiveMovesEvery how often it is looked whether archived touches have to move
 * @param erasedTracesEvery how often it is looked whether anything is left of erased people outside of histories
 * @param feedStaleAfter how old the newest sign of life on the identity, hold, governance and trait feeds may be
 */
@ConfigurationProperties("evenreach.frequency.ledger")
public record LedgerProperties(
        @DefaultValue("5") int attemptsMax,
        @DefaultValue("0") int workers,
        @DefaultValue("512") int coalescedMax,
        @DefaultValue("20000") int queuedMax,
        @DefaultValue("500") int archivedMovedMax,
        @DefaultValue("200ms") Duration archiveMovesEvery,
        @DefaultValue("5s") Duration erasedTracesEvery,
        @DefaultValue("10s") Duration feedStaleAfter) {}
