package io.evenreach.guidecommerce.readahead;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What the transaction under way has read for many at once, so that it is not read again for each of them. It is forgotten with
 * the transaction. Only for what the transaction does not change itself.
 */
public final class ReadAhead<K, V> {

    /** Keeps what was read, until the transaction ends. */
    public void put(Map<K, V> read) {
        Map<K, V> known = known();
        if (known == null) {
            known = new HashMap<>();
            TransactionSynchronizationManager.bindResource(this, known);
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int status) {
                    TransactionSynchronizationManager.unbindResource(ReadAhead.this);
                }
            });
        }
        known.putAll(read);
    }

    /** What was read, or is read now. */
    public V get(K key, Supplier<V> otherwise) {
        V read = find(key);
        return read == null ? otherwise.get() : read;
    }

    /** What was read; null where nothing was. */
    public @Nullable V find(K key) {
        Map<K, V> known = known();
        return known == null ? null : known.get(key);
    }

    @SuppressWarnings("unchecked")
    private @Nullable Map<K, V> known() {
        return (Map<K, V>) TransactionSynchronizationManager.getResource(this);
    }
}
