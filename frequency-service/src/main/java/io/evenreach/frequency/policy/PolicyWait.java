package io.evenreach.frequency.policy;

import java.time.Duration;
import java.util.function.Predicate;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Waits a moment for what was defined elsewhere and answered there, but is still on its way here. */
@Component
public class PolicyWait {

    private static final long PAUSE_MILLIS = 25;

    private final Policies policies;
    private final Settings settings;

    PolicyWait(Policies policies, Settings settings) {
        this.policies = policies;
        this.settings = settings;
    }

    /** @param feedWait how long a request waits for a channel or campaign that is not known here */
    @ConfigurationProperties("evenreach.policy")
    record Settings(@DefaultValue("2s") Duration feedWait) {}

    /** The policy as soon as it has what is looked for, or as it is when the time to wait is over. */
    public PolicySnapshot until(Predicate<PolicySnapshot> has) {
        PolicySnapshot policy = policies.current();
        long deadline = System.nanoTime() + settings.feedWait().toNanos();
        while (!has.test(policy) && System.nanoTime() < deadline) {
            try {
                policy = policies.newest();
                if (has.test(policy)) {
                    return policy;
                }
                Thread.sleep(PAUSE_MILLIS);
            } catch (DataAccessException away) {
                return policy;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return policy;
            }
        }
        return policy;
    }
}
