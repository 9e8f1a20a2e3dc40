package io.evenreach.frequency.importing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenreach.frequency.importing.domain.ColumnGuess.GuessedCustomer;
import io.evenreach.frequency.importing.domain.ColumnGuess.GuessedInteraction;
import io.evenreach.identifiers.IdentifierType;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnGuessTest {

    @Test
    void recognisesAPlainExposureLog() {
        ColumnGuess guess = guess(
                List.of("customer_id", "time", "interaction", "conversion", "conversion_value", "channel"),
                List.of("A1", "2018-07-22T20:40:41Z", "impression", "0", "0", "Facebook"),
                List.of("A2", "2018-07-22T20:40:42Z", "conversion", "1", "9", "Facebook"));
        assertThat(guess.customer()).containsExactly(new GuessedCustomer("customer_id", IdentifierType.LOGIN_ID));
        assertThat(guess.time()).isEqualTo("time");
        assertThat(guess.channel()).isEqualTo("channel");
        assertThat(guess.interaction()).isEqualTo(new GuessedInteraction("interaction", List.of("impression")));
        assertThat(guess.exposureId()).isNull();
        assertThat(guess.samples().get("interaction")).containsExactly("impression", "conversion");
    }

    @Test
    void findsSeveralIdentifiersStrongestFirst() {
        ColumnGuess guess = guess(
                List.of("Cookie ID", "E-Mail", "OpenID", "event time", "utm_source"),
                List.of("c1", "a".repeat(64), "o1", "1532292041", "video"));
        assertThat(guess.customer())
                .containsExactly(
                        new GuessedCustomer("OpenID", IdentifierType.WECHAT_OPENID),
                        new GuessedCustomer("E-Mail", IdentifierType.EMAIL_SHA256),
                        new GuessedCustomer("Cookie ID", IdentifierType.COOKIE));
        assertThat(guess.time()).isEqualTo("event time");
        assertThat(guess.channel()).isEqualTo("utm_source");
    }

    @Test
    void findsATimeByItsValuesWhereNoNameHelps() {
        assertThat(guess(List.of("user", "when"), List.of("u1", "2018-07-22 20:40:41"))
                        .time())
                .isEqualTo("when");
    }

    @Test
    void readsChineseHeaders() {
        ColumnGuess guess =
                guess(List.of("手机号", "曝光时间", "渠道", "事件"), List.of("13800138000", "2018-07-22 20:40:41", "微信", "曝光"));
        assertThat(guess.customer()).containsExactly(new GuessedCustomer("手机号", IdentifierType.PHONE));
        assertThat(guess.time()).isEqualTo("曝光时间");
        assertThat(guess.channel()).isEqualTo("渠道");
        assertThat(guess.interaction()).isEqualTo(new GuessedInteraction("事件", List.of("曝光")));
    }

    @Test
    void takesAnIdColumnOnlyWhereItsValuesDiffer() {
        List<String> columns = List.of("user_id", "time", "channel", "impression_id");
        List<String> first = List.of("u1", "1532292041", "video", "i1");
        assertThat(guess(columns, first, List.of("u1", "1532292041", "video", "i2"))
                        .exposureId())
                .isEqualTo("impression_id");
        assertThat(guess(columns, first, List.of("u1", "1532292041", "video", "i1"))
                        .exposureId())
                .isNull();
    }

    @Test
    void admitsWhatItDoesNotKnow() {
        ColumnGuess guess = guess(List.of("x", "y"), List.of("1", "2"));
        assertThat(guess.customer()).isEmpty();
        assertThat(guess.time()).isNull();
        assertThat(guess.channel()).isNull();
        assertThat(guess.interaction()).isNull();
    }

    private static ColumnGuess guess(List<String> columns, List<String> first) {
        return guessOf(columns, List.of(first));
    }

    private static ColumnGuess guess(List<String> columns, List<String> first, List<String> second) {
        return guessOf(columns, List.of(first, second));
    }

    private static ColumnGuess guessOf(List<String> columns, List<List<String>> rows) {
        return ColumnGuess.of(
                columns,
                rows.stream()
                        .map(row -> {
                            String[] pairs = new String[columns.size() * 2];
                            for (int i = 0; i < columns.size(); i++) {
                                pairs[i * 2] = columns.get(i);
                                pairs[i * 2 + 1] = row.get(i);
                            }
                            return TestRow.of(pairs);
                        })
                        .toList());
    }
}
