package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.Candidate;
import io.evenreach.frequency.ledger.Candidates;
import io.evenreach.frequency.ledger.Considered;
import io.evenreach.frequency.ledger.domain.ConsideredCodec;
import io.evenreach.frequency.ledger.domain.Losers;
import io.evenreach.frequency.policy.Policies;
import java.util.List;
import org.springframework.stereotype.Component;

/** Decides once more by the rules of then. */
@Component
class PostgresCandidates implements Candidates {

    private final Policies policies;
    private final ConsideredCodec codec;

    PostgresCandidates(Policies policies, PostgresNames names) {
        this.policies = policies;
        this.codec = new ConsideredCodec(names);
    }

    @Override
    public List<Candidate> of(Considered considered, int most) {
        return Losers.of(considered, policies.at(considered.policyRevision()), most);
    }

    @Override
    public byte[] write(Considered considered) {
        return codec.encode(considered);
    }

    @Override
    public Considered read(byte[] stored) {
        return codec.decode(stored);
    }
}
