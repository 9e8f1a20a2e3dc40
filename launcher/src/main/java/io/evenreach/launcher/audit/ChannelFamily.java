package io.evenreach.launcher.audit;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A first guess at what kind of channel a label means; a marketer may correct it later in the channel list. */
final class ChannelFamily {

    private static final Map<String, List<String>> WORDS = Map.of(
            "SEARCH", List.of("search", "sem", "seo", "google ads", "baidu", "bing", "搜索", "百度"),
            "SOCIAL",
                    List.of(
                            "facebook",
                            "instagram",
                            "wechat",
                            "weixin",
                            "weibo",
                            "social",
                            "linkedin",
                            "tiktok",
                            "douyin",
                            "微信",
                            "微博"),
            "VIDEO", List.of("video", "youtube", "youku", "iqiyi", "pre-roll", "preroll", "视频"),
            "EMAIL", List.of("email", "e-mail", "newsletter", "邮件"),
            "MESSAGING", List.of("sms", "messag", "whatsapp", "短信"),
            "LIVE", List.of("live", "直播"),
            "APP", List.of("push", "app", "in-app"),
            "STORE", List.of("store", "shop", "till", "门店"));

    private static final List<String> ORDER =
            List.of("SEARCH", "SOCIAL", "VIDEO", "EMAIL", "MESSAGING", "LIVE", "STORE", "APP");

    private ChannelFamily() {}

    static String of(String label) {
        String folded = label.toLowerCase(Locale.ROOT);
        return ORDER.stream()
                .filter(family -> WORDS.getOrDefault(family, List.of()).stream().anyMatch(folded::contains))
                .findFirst()
                .orElse("DISPLAY");
    }
}
