package io.evenreach.launcher.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What came after the live night: tour guides recommend goods they know, and customers of the night buy them.
 *
 * @param orders in the order in which they are placed
 */
record MarketStory(List<Guide> guides, List<Product> products, List<Order> orders) {

    static final String CURRENCY = "CNY";

    private static final int ORDERS = 160;

    /** The shop is the brand's own; a place and a kind of goods say who knows them. */
    private static final List<Product> PRODUCTS = List.of(
            new Product("demo-pauillac", "Pauillac 2019, six bottles", "FR-BDX", "wine", 168_000),
            new Product("demo-sauternes", "Sauternes, half bottle", "FR-BDX", "wine", 23_900),
            new Product("demo-grasse", "Perfume from Grasse", "FR-PACA", "fragrance", 89_900),
            new Product("demo-lavender", "Lavender soap, three pieces", "FR-PACA", "fragrance", 12_900),
            new Product("demo-sencha", "Sencha from Uji, 100 g", "JP-26", "tea", 19_800),
            new Product("demo-matcha", "Matcha for the ceremony", "JP-26", "tea", 36_800));

    private static final List<String> NAMES = List.of(
            "Lin Wei",
            "Zhao Min",
            "Chen Yu",
            "Camille Roux",
            "Sun Jia",
            "Hana Mori",
            "Wu Tong",
            "Elodie Blanc",
            "Gao Fei",
            "Xu Ran",
            "Aoi Kato",
            "Ma Lin");

    /** @param broughtBy the number of the guide who brought this one, absent for the first ones */
    record Guide(
            int number,
            String name,
            Product knows,
            @Nullable Integer broughtBy) {}

    record Product(String id, String title, String destination, String category, long priceMinor) {}

    /** What becomes of an order; the later ones happen after the payout. */
    enum Fate {
        DELIVERED,
        ON_ITS_WAY,
        CANCELLED,
        PARTLY_REFUNDED,
        REFUNDED_AFTER_PAYOUT
    }

    /** @param guide whose code was given, absent where nobody recommended anything */
    record Order(int number, int customer, @Nullable Integer guide, Product product, int quantity, Fate fate) {

        long netMinor() {
            return product.priceMinor * quantity;
        }

        boolean isDelivered() {
            return fate != Fate.ON_ITS_WAY && fate != Fate.CANCELLED;
        }
    }

    /** @param customers how many there are to buy */
    static MarketStory tell(long seed, int customers) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Guide> guides = new ArrayList<>();
        for (int number = 0; number < NAMES.size(); number++) {
            // Four came by themselves; each of the others was brought by one before.
            Integer broughtBy = number < 4 ? null : random.nextInt(number);
            guides.add(new Guide(number, NAMES.get(number), PRODUCTS.get(number % PRODUCTS.size()), broughtBy));
        }
        List<Order> orders = new ArrayList<>();
        for (int number = 0; number < ORDERS; number++) {
            boolean recommended = random.nextDouble() < 0.8;
            Guide guide = guides.get(random.nextInt(guides.size()));
            Product product = recommended ? guide.knows : PRODUCTS.get(random.nextInt(PRODUCTS.size()));
            orders.add(new Order(
                    number,
                    random.nextInt(customers),
                    recommended ? guide.number : null,
                    product,
                    1 + random.nextInt(3),
                    fate(random)));
        }
        return new MarketStory(List.copyOf(guides), PRODUCTS, List.copyOf(orders));
    }

    private static Fate fate(SplittableRandom random) {
        double chance = random.nextDouble();
        if (chance < 0.08) {
            return Fate.ON_ITS_WAY;
        }
        if (chance < 0.11) {
            return Fate.CANCELLED;
        }
        if (chance < 0.19) {
            return Fate.PARTLY_REFUNDED;
        }
        return chance < 0.23 ? Fate.REFUNDED_AFTER_PAYOUT : Fate.DELIVERED;
    }

    long recommended() {
        return orders.stream().filter(order -> order.guide != null).count();
    }

    long broughtByPeers() {
        return guides.stream().filter(guide -> guide.broughtBy != null).count();
    }
}
