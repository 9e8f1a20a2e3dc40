package io.evenreach.launcher.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A seeded 618: who the customers are, under which identifiers each domain knows them, and every chance to reach them in
 * order. Pure, so that the platform and the plain counter are given exactly the same people and chances.
 *
 * <p>The first part of the chances is the time before the brand used Evenreach: channels show and report, nobody asks. Then
 * the channels ask first, except that the video site now and then forgets to.
 */
record DemoStory(List<Person> people, List<Link> links, List<Chance> chances, List<Complaint> complaints) {

    /** Share of the chances that lie before the channels ask. */
    private static final double BEFORE_ASKING = 0.12;

    private static final double COMPLAINTS_AT = 0.65;

    /** An identifier as the wire has it. */
    record DemoIdentifier(String type, @Nullable String scope, String value) {}

    /** One customer; each channel knows some of the identifiers, {@code phone} ties them together. */
    record Person(
            int number,
            DemoIdentifier phone,
            List<DemoIdentifier> search,
            List<DemoIdentifier> wechat,
            List<DemoIdentifier> video) {

        List<DemoIdentifier> on(DemoChannel channel) {
            return switch (channel) {
                case SEARCH -> search;
                case WECHAT -> wechat;
                case VIDEO -> video;
            };
        }
    }

    /** A domain saw two identifiers together; a late link arrives only while the channels already ask. */
    record Link(String source, String domain, String evidence, List<DemoIdentifier> identifiers, boolean late) {}

    /** How the channel behaves when there is a chance to show. */
    enum Conduct {
        /** Shows without asking, and reports it. */
        SHOWS_UNASKED,
        /** Asks, shows when allowed, and reports it. */
        ASKS_AND_SHOWS,
        /** Asks, and gives the grant back because the customer left. */
        ASKS_AND_RELEASES,
        /** Asks, and is never heard of again. */
        ASKS_AND_FORGETS
    }

    /** @param at between 0, the beginning of the story, and 1, its end */
    record Chance(
            int number, Person person, DemoChannel channel, DemoIdentifier identifier, double at, Conduct conduct) {

        boolean beforeAsking() {
            return at < BEFORE_ASKING;
        }
    }

    /** A customer complains in WeChat; from then on nobody should show them anything. */
    record Complaint(Person person, DemoIdentifier identifier, double at) {}

    static DemoStory tell(long seed, int customers) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Person> people = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        List<Chance> chances = new ArrayList<>();
        for (int number = 0; number < customers; number++) {
            Person person = person(number, random);
            people.add(person);
            link(person, random, links);
            for (DemoChannel channel : DemoChannel.values()) {
                chances(person, channel, random, chances);
            }
        }
        chances.sort(Comparator.comparingDouble(Chance::at));
        List<Chance> numbered = new ArrayList<>();
        for (Chance chance : chances) {
            numbered.add(new Chance(
                    numbered.size(), chance.person, chance.channel, chance.identifier, chance.at, chance.conduct));
        }
        return new DemoStory(people, links, numbered, complaints(people, random));
    }

    private static Person person(int number, SplittableRandom random) {
        String name = String.format(java.util.Locale.ROOT, "%05d", number);
        // Mobile numbers of China, one for each customer; 37 shares no factor with 10^6, so they look unordered and
        // differ.
        String subscriber = String.format(java.util.Locale.ROOT, "%06d", (number * 370_373L + 618) % 1_000_000);
        DemoIdentifier phone = new DemoIdentifier("phone", null, "+8613810" + subscriber);
        List<DemoIdentifier> search = new ArrayList<>();
        int cookies = 1 + (random.nextDouble() < 0.45 ? 1 : 0) + (random.nextDouble() < 0.15 ? 1 : 0);
        for (int cookie = 0; cookie < cookies; cookie++) {
            search.add(new DemoIdentifier("cookie", "search.example", "s" + name + "-" + cookie));
        }
        List<DemoIdentifier> wechat = random.nextDouble() < 0.85
                ? List.of(new DemoIdentifier("wechat_openid", "wx618miniprogram", "o618-" + name))
                : List.of();
        List<DemoIdentifier> video = new ArrayList<>();
        if (random.nextDouble() < 0.7) {
            video.add(new DemoIdentifier("oaid", null, oaid(random)));
        }
        if (video.isEmpty() || random.nextDouble() < 0.5) {
            video.add(new DemoIdentifier("cookie", "video.example", "v" + name));
        }
        return new Person(number, phone, List.copyOf(search), wechat, List.copyOf(video));
    }

    private static String oaid(SplittableRandom random) {
        return String.format(java.util.Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
    }

    private static void link(Person person, SplittableRandom random, List<Link> links) {
        for (DemoIdentifier cookie : person.search) {
            links.add(new Link(
                    "shop-web", "PRIVATE", "LOGIN", List.of(person.phone, cookie), random.nextDouble() < 0.06));
        }
        for (DemoIdentifier openid : person.wechat) {
            links.add(new Link(
                    "mini-program", "PRIVATE", "FORM", List.of(person.phone, openid), random.nextDouble() < 0.03));
        }
        for (DemoIdentifier device : person.video) {
            links.add(
                    new Link("video-app", "PUBLIC", "SDK", List.of(person.phone, device), random.nextDouble() < 0.06));
        }
    }

    private static void chances(Person person, DemoChannel channel, SplittableRandom random, List<Chance> chances) {
        List<DemoIdentifier> known = person.on(channel);
        if (known.isEmpty()) {
            return;
        }
        // A few people are online all day: an exponential number of chances has the long tail of real logs.
        int count = (int) Math.floor(-Math.log(1 - random.nextDouble()) * (channel.target() + 1.2));
        for (int chance = 0; chance < count; chance++) {
            double at = random.nextDouble();
            DemoIdentifier identifier = known.get(random.nextInt(known.size()));
            chances.add(new Chance(0, person, channel, identifier, at, conduct(channel, at, random)));
        }
    }

    private static Conduct conduct(DemoChannel channel, double at, SplittableRandom random) {
        double chance = random.nextDouble();
        if (at < BEFORE_ASKING || (channel == DemoChannel.VIDEO && chance < 0.03)) {
            return Conduct.SHOWS_UNASKED;
        }
        if (chance > 0.98) {
            return Conduct.ASKS_AND_FORGETS;
        }
        return chance > 0.95 ? Conduct.ASKS_AND_RELEASES : Conduct.ASKS_AND_SHOWS;
    }

    private static List<Complaint> complaints(List<Person> people, SplittableRandom random) {
        List<Complaint> complaints = new ArrayList<>();
        for (Person person : people) {
            if (!person.wechat.isEmpty() && random.nextDouble() < 0.008) {
                complaints.add(new Complaint(person, person.wechat.getFirst(), COMPLAINTS_AT));
            }
        }
        return complaints;
    }

    long identifiers() {
        return people.stream()
                .mapToLong(person -> 1L + person.search.size() + person.wechat.size() + person.video.size())
                .sum();
    }
}
