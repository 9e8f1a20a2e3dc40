package io.evenreach.campaign.campaign.domain;

import io.evenreach.kernel.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * A list of profiles as packed bytes: each once, in order. A hundred thousand take 1.6 MB, which is why a campaign holds
 * only the list's digest, and two campaigns with the same people share one list.
 */
public final class ProfileList {

    private static final int UUID_BYTES = 16;

    private final ByteBuffer packed;

    private ProfileList(ByteBuffer packed) {
        this.packed = packed;
    }

    public static ProfileList of(Collection<UUID> profileIds) {
        List<UUID> sorted = profileIds.stream().distinct().sorted().toList();
        ByteBuffer packed = ByteBuffer.allocate(sorted.size() * UUID_BYTES);
        for (UUID profileId : sorted) {
            packed.putLong(profileId.getMostSignificantBits()).putLong(profileId.getLeastSignificantBits());
        }
        return new ProfileList(packed.flip());
    }

    /** @param packed what {@link #packed()} gave */
    public static ProfileList ofPacked(byte[] packed) {
        return new ProfileList(ByteBuffer.wrap(packed.clone()));
    }

    public byte[] packed() {
        byte[] copy = new byte[packed.limit()];
        packed.get(0, copy);
        return copy;
    }

    public int size() {
        return packed.limit() / UUID_BYTES;
    }

    public List<UUID> profileIds() {
        List<UUID> profileIds = new ArrayList<>(size());
        for (int index = 0; index < size(); index++) {
            profileIds.add(at(index));
        }
        return profileIds;
    }

    /** SHA-256 of the packed list in hexadecimal: equal lists have equal digests. */
    public String digest() {
        MessageDigest sha256 = Sha256.digest();
        sha256.update(packed.duplicate().rewind());
        return HexFormat.of().formatHex(sha256.digest());
    }

    /** Whether both name a profile, by walking the two ordered lists side by side. */
    public boolean meets(ProfileList other) {
        int mine = 0;
        int theirs = 0;
        while (mine < size() && theirs < other.size()) {
            int order = at(mine).compareTo(other.at(theirs));
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                mine++;
            } else {
                theirs++;
            }
        }
        return false;
    }

    /** The list cut into parts of at most {@code size} profiles, at least one. */
    public List<List<UUID>> parts(int size) {
        List<UUID> all = profileIds();
        List<List<UUID>> parts = new ArrayList<>();
        for (int start = 0; start < all.size(); start += size) {
            parts.add(List.copyOf(all.subList(start, Math.min(all.size(), start + size))));
        }
        return parts.isEmpty() ? List.of(List.of()) : parts;
    }

    private UUID at(int index) {
        return new UUID(packed.getLong(index * UUID_BYTES), packed.getLong(index * UUID_BYTES + Long.BYTES));
    }
}
