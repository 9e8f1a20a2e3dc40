package io.evenreach.launcher.demo;

/** The three channels of the story, with the plan of the seed: 3 on search, 2 on WeChat, 1 before the video. */
enum DemoChannel {
    SEARCH("paid-search", "Paid search", "PUBLIC", "SEARCH", 3),
    WECHAT("wechat", "WeChat mini program", "PRIVATE", "SOCIAL", 2),
    VIDEO("video-preroll", "Video pre-roll", "PUBLIC", "VIDEO", 1);

    private final String id;
    private final String label;
    private final String domain;
    private final String family;
    private final int target;

    DemoChannel(String id, String label, String domain, String family, int target) {
        this.id = id;
        this.label = label;
        this.domain = domain;
        this.family = family;
        this.target = target;
    }

    String id() {
        return id;
    }

    String label() {
        return label;
    }

    String domain() {
        return domain;
    }

    String family() {
        return family;
    }

    int target() {
        return target;
    }
}
