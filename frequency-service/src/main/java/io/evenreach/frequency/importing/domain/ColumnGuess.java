package io.evenreach.frequency.importing.domain;

import io.evenreach.identifiers.IdentifierType;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a log probably mean, judged by their names first and their values second.
 *
 * @param customer every column that looks like an identifier, strongest first
 * @param time absent where no column looks like a time
 * @param channel absent where no column looks like a channel; then the whole file is of one channel
 * @param interaction absent where nothing tells exposures from other rows
 * @param samples the first distinct values of each column, for people to check the guess
 */
public record ColumnGuess(
        List<GuessedCustomer> customer,
        @Nullable String time,
        @Nullable String channel,
        @Nullable String exposureId,
        @Nullable GuessedInteraction interaction,
        Map<String, List<String>> samples) {

    /** A column that looks like an identifier of that type. */
    public record GuessedCustomer(String column, IdentifierType type) {}

    /** A column that names what happened, with those of its values that mean an exposure. */
    public record GuessedInteraction(String column, List<String> exposures) {}

    private static final int SAMPLES_MAX = 50;
    private static final int SAMPLE_LENGTH_MAX = 120;

    private static final Set<String> TIMES = Set.of(
            "time",
            "timestamp",
            "ts",
            "date",
            "datetime",
            "eventtime",
            "eventdate",
            "eventtimestamp",
            "occurredat",
            "exposuretime",
            "impressiontime",
            "exposedat",
            "shownat",
            "viewedat",
            "createdat",
            "logtime",
            "day",
            "时间",
            "日期",
            "曝光时间");
    private static final Set<String> CHANNELS = Set.of(
            "channel",
            "channelid",
            "channelname",
            "source",
            "utmsource",
            "medium",
            "utmmedium",
            "media",
            "platform",
            "touchpoint",
            "network",
            "publisher",
            "渠道",
            "媒体");
    private static final Set<String> INTERACTIONS = Set.of(
            "interaction",
            "interactiontype",
            "event",
            "eventtype",
            "eventname",
            "action",
            "actiontype",
            "type",
            "activity",
            "kind",
            "事件",
            "行为");
    private static final Set<String> EXPOSURE_WORDS = Set.of(
            "impression",
            "impressions",
            "imp",
            "exposure",
            "exposed",
            "view",
            "viewed",
            "show",
            "shown",
            "display",
            "displayed",
            "seen",
            "delivered",
            "adview",
            "adimpression",
            "曝光",
            "展示");
    private static final Set<String> EXPOSURE_IDS =
            Set.of("exposureid", "impressionid", "eventid", "touchid", "messageid", "曝光id");
    private static final Map<String, IdentifierType> CUSTOMERS = customerNames();
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private static Map<String, IdentifierType> customerNames() {
        Map<String, IdentifierType> names = new LinkedHashMap<>();
        for (String name : List.of(
                "customerid",
                "customer",
                "userid",
                "user",
                "uid",
                "memberid",
                "member",
                "clientid",
                "loginid",
                "login",
                "accountid",
                "account",
                "personid",
                "person",
                "profileid",
                "subscriberid",
                "contactid",
                "visitorid",
                "用户",
                "客户",
                "用户id",
                "客户id",
                "会员id")) {
            names.put(name, IdentifierType.LOGIN_ID);
        }
        for (String name : List.of("loyaltyid", "loyalty", "cardnumber", "cardid")) {
            names.put(name, IdentifierType.LOYALTY_ID);
        }
        for (String name : List.of("unionid", "wechatunionid", "wxunionid")) {
            names.put(name, IdentifierType.WECHAT_UNIONID);
        }
        for (String name : List.of("openid", "wechatopenid", "wxopenid")) {
            names.put(name, IdentifierType.WECHAT_OPENID);
        }
        for (String name : List.of(
                "phone",
                "phonenumber",
                "mobile",
                "mobilenumber",
                "mobilephone",
                "tel",
                "telephone",
                "msisdn",
                "手机",
                "手机号",
                "电话")) {
            names.put(name, IdentifierType.PHONE);
        }
        for (String name : List.of("phonesha256", "hashedphone", "phonehash", "mobilesha256")) {
            names.put(name, IdentifierType.PHONE_SHA256);
        }
        for (String name : List.of("email", "emailaddress", "mail", "邮箱")) {
            names.put(name, IdentifierType.EMAIL);
        }
        for (String name : List.of("emailsha256", "hashedemail", "emailhash")) {
            names.put(name, IdentifierType.EMAIL_SHA256);
        }
        names.put("idfa", IdentifierType.IDFA);
        names.put("oaid", IdentifierType.OAID);
        for (String name : List.of("gaid", "aaid", "adid", "advertisingid", "deviceid", "device", "maid", "设备id")) {
            names.put(name, IdentifierType.GAID);
        }
        for (String name : List.of(
                "cookie",
                "cookieid",
                "browserid",
                "anonymousid",
                "gaclientid",
                "fullvisitorid",
                "visitor",
                "sessioncookie")) {
            names.put(name, IdentifierType.COOKIE);
        }
        return Map.copyOf(names);
    }

    /**
     * @param columns the column names as they are in the file
     * @param rows the first rows; they may be few, and some may be broken
     */
    public static ColumnGuess of(List<String> columns, List<? extends SourceRow> rows) {
        Map<String, List<String>> samples = new LinkedHashMap<>();
        for (String column : columns) {
            samples.put(column, distinctValues(column, rows));
        }
        String time = timeColumn(columns, rows);
        GuessedInteraction interaction = interaction(columns, samples);
        String exposureId = exposureIdColumn(columns, rows);
        String channel = columns.stream()
                .filter(column -> CHANNELS.contains(bare(column)))
                .findFirst()
                .orElse(null);
        return new ColumnGuess(
                customers(columns, samples), time, channel, exposureId, interaction, Map.copyOf(samples));
    }

    private static List<GuessedCustomer> customers(List<String> columns, Map<String, List<String>> samples) {
        List<GuessedCustomer> found = new ArrayList<>();
        for (String column : columns) {
            IdentifierType type = CUSTOMERS.get(bare(column));
            if (type != null) {
                found.add(new GuessedCustomer(column, hashedForm(type, samples.getOrDefault(column, List.of()))));
            }
        }
        found.sort(
                Comparator.comparingInt((GuessedCustomer guess) -> guess.type().priority())
                        .reversed());
        return List.copyOf(found);
    }

    /** Columns called phone or email often hold hashes already. */
    private static IdentifierType hashedForm(IdentifierType type, List<String> values) {
        boolean hashed = !values.isEmpty()
                && values.stream().allMatch(value -> SHA256.matcher(value).matches());
        return switch (type) {
            case PHONE -> hashed ? IdentifierType.PHONE_SHA256 : type;
            case EMAIL -> hashed ? IdentifierType.EMAIL_SHA256 : type;
            default -> type;
        };
    }

    private static @Nullable String timeColumn(List<String> columns, List<? extends SourceRow> rows) {
        EventTimes times = new EventTimes(ZoneId.of("UTC"));
        List<String> readable = columns.stream()
                .filter(column -> CUSTOMERS.get(bare(column)) == null)
                .filter(column -> mostlyTimes(column, rows, times))
                .toList();
        Optional<String> named =
                readable.stream().filter(column -> TIMES.contains(bare(column))).findFirst();
        if (named.isPresent()) {
            return named.get();
        }
        return columns.stream()
                .filter(column -> TIMES.contains(bare(column)))
                .findFirst()
                .orElse(readable.isEmpty() ? null : readable.getFirst());
    }

    private static boolean mostlyTimes(String column, List<? extends SourceRow> rows, EventTimes times) {
        int filled = 0;
        int readable = 0;
        for (SourceRow row : rows) {
            String value = row.value(column);
            if (value != null && !value.isBlank()) {
                filled++;
                readable += times.parse(value).isPresent() ? 1 : 0;
            }
        }
        // One broken time among the first rows must not hide the column.
        return filled > 0 && readable * 2 > filled;
    }

    private static @Nullable GuessedInteraction interaction(List<String> columns, Map<String, List<String>> samples) {
        for (String column : columns) {
            if (INTERACTIONS.contains(bare(column))) {
                List<String> exposures = samples.getOrDefault(column, List.of()).stream()
                        .filter(value -> EXPOSURE_WORDS.contains(bare(value)))
                        .toList();
                if (!exposures.isEmpty()) {
                    return new GuessedInteraction(column, exposures);
                }
            }
        }
        return null;
    }

    private static @Nullable String exposureIdColumn(List<String> columns, List<? extends SourceRow> rows) {
        for (String column : columns) {
            if (EXPOSURE_IDS.contains(bare(column)) && isUnique(column, rows)) {
                return column;
            }
        }
        return null;
    }

    private static boolean isUnique(String column, List<? extends SourceRow> rows) {
        Set<String> seen = new HashSet<>();
        for (SourceRow row : rows) {
            String value = row.value(column);
            if (value == null || value.isBlank() || !seen.add(value)) {
                return false;
            }
        }
        return !seen.isEmpty();
    }

    private static List<String> distinctValues(String column, List<? extends SourceRow> rows) {
        Set<String> values = new LinkedHashSet<>();
        for (SourceRow row : rows) {
            String value = row.value(column);
            if (value != null && !value.isBlank()) {
                String stripped = value.strip();
                values.add(
                        stripped.length() <= SAMPLE_LENGTH_MAX ? stripped : stripped.substring(0, SAMPLE_LENGTH_MAX));
            }
            if (values.size() == SAMPLES_MAX) {
                break;
            }
        }
        return List.copyOf(values);
    }

    /** Names are compared without case, spaces and punctuation: {@code Customer_ID} is {@code customer id}. */
    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
