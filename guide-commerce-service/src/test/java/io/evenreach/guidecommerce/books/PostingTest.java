package io.evenreach.guidecommerce.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PostingTest {

    private static final Account SHOP = new Account(AccountKind.MERCHANT_CLEARING, "shop", "EUR");
    private static final Account GUIDE = new Account(AccountKind.GUIDE_PENDING, "guide", "EUR");
    private static final Account IN_YEN = new Account(AccountKind.GUIDE_PENDING, "guide", "JPY");

    @Test
    void cannotBeMadeUnbalanced() {
        assertThatThrownBy(() -> posting(new Entry("a", SHOP, -10), new Entry("b", GUIDE, 9)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cannotBalanceOneCurrencyWithAnother() {
        assertThatThrownBy(() -> posting(new Entry("a", SHOP, -10), new Entry("b", IN_YEN, 10)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cannotHaveALegTwice() {
        assertThatThrownBy(() -> posting(new Entry("a", SHOP, -10), new Entry("a", GUIDE, 10)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cannotOverflow() {
        assertThatThrownBy(() -> posting(
                        new Entry("a", SHOP, Long.MAX_VALUE), new Entry("b", GUIDE, 1), new Entry("c", GUIDE, -1)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void leavesOutWhatIsNothing() {
        assertThat(posting(new Entry("a", SHOP, 0)).isEmpty()).isTrue();
    }

    private static Posting posting(Entry... entries) {
        return new Posting("test", "TEST", "1", List.of(entries));
    }
}
