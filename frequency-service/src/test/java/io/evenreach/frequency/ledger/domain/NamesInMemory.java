package io.evenreach.frequency.ledger.domain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Gives numbers as they are asked for. */
final class NamesInMemory implements Names {

    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    @Override
    public synchronized int numberOf(String name) {
        return numbers.computeIfAbsent(name, fresh -> {
            names.add(fresh);
            return names.size();
        });
    }

    @Override
    public synchronized String nameOf(int number) {
        return names.get(number - 1);
    }

    @Override
    public int numberOf(UUID id) {
        return numberOf(id.toString());
    }

    @Override
    public UUID idOf(int number) {
        return UUID.fromString(nameOf(number));
    }
}
