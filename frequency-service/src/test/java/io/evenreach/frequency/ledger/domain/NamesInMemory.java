package io.evenreach.frequency.ledger.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Gives numbers as they are asked for. */
final class NamesInMemory implements Names {

    private final List<String> names = new ArrayList<>();

    @Override
    public synchronized int numberOf(String name) {
        int known = names.indexOf(name);
        if (known >= 0) {
            return known + 1;
        }
        names.add(name);
        return names.size();
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
