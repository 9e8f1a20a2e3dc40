package io.evenreach.identity.linkage.domain;

import io.evenreach.identity.linkage.domain.Population.Labelled;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Files made by other rules than {@link Population}'s: other fields, other names, other errors. A fifth of the values is
 * missing and a fifth of the rest is wrong: keyboard slips, nicknames, swapped names, transposed digits, dates in the
 * spelling of their source, misspelt mail providers, a second address or phone. A person has one to seven records; beside
 * strangers there are relatives in one home, and namesakes.
 */
public final class MadeFile {

    /** Which fields a file has, and who is in it. */
    public enum Content {
        NAMES_EMAIL_CITY("givenName surname email city", 0, 0.02),
        NAMES_PHONE_POSTCODE("givenName surname phone postcode", 0.1, 0.02),
        NAMES_DATE_ADDRESS("givenName surname birthDate streetNumber address1 city postcode", 0.4, 0.02),
        CHINESE("givenName surname birthDate phone city", 0.2, 0.05),
        MANY_FIELDS("givenName surname birthDate phone email city postcode", 0.3, 0.05),
        NAMESAKES("givenName surname birthDate email", 0, 0.3);

        private final List<String> fields;
        private final double relatives;
        private final double namesakes;

        /**
         * @param relatives share of persons who live with the person before
         * @param namesakes share of persons who are called as somebody else is
         */
        Content(String fields, double relatives, double namesakes) {
            this.fields = List.of(fields.split(" "));
            this.relatives = relatives;
            this.namesakes = namesakes;
        }
    }

    private static final double MISSING = 0.2;
    private static final double WRONG = 0.2;
    private static final int COPIES_MAX = 7;
    private static final String[] GIVEN = """
            maria john anna jose robert michael sara james carlos peter laura thomas elena william juan katharina richard
            sofia daniel lucia charles julia joseph carmen david martina christopher paula stephan isabel matthew ines
            anthony marta andreas claudia steven monika edward teresa kenneth birgit margaret francisco susan antonio
            patricia manuel barbara luis jennifer miguel elizabeth rafael deborah javier rebecca alejandro catherine
            pablo stephanie fernando samantha ricardo alexandra eduardo victoria diego nicholas alberto benjamin sergio
            gregory jorge jonathan raul frederick andres timothy roberto ronald ignacio walter enrique heinz ramon ursula
            joaquin ingrid gabriel sabine emilio renate tomas gudrun leopold annegret wolfgang sieglinde""".split("\\s+");
    private static final String[] FAMILY = """
            mueller garcia smith schmidt rodriguez johnson schneider martinez williams fischer hernandez brown weber lopez
            jones meyer gonzalez miller wagner perez davis becker sanchez wilson schulz ramirez anderson hoffmann torres
            taylor koch flores thomas bauer rivera moore richter gomez martin klein diaz jackson wolf reyes thompson
            schroeder morales white neumann cruz lopes schwarz ortiz harris zimmermann gutierrez clark braun chavez lewis
            krueger ramos robinson hofmann ruiz walker hartmann alvarez young lange mendoza allen werner vasquez king
            krause castillo wright lehmann jimenez scott koehler moreno hill maier romero green kaiser herrera adams fuchs
            medina nelson scholz aguilar baker""".split("\\s+");
    private static final Map<String, String> NICKNAMES = Map.ofEntries(
            Map.entry("robert", "bob"),
            Map.entry("william", "bill"),
            Map.entry("richard", "dick"),
            Map.entry("james", "jim"),
            Map.entry("john", "jack"),
            Map.entry("elizabeth", "betty"),
            Map.entry("margaret", "peggy"),
            Map.entry("katharina", "kathi"),
            Map.entry("jose", "pepe"),
            Map.entry("francisco", "paco"),
            Map.entry("ignacio", "nacho"),
            Map.entry("michael", "mike"),
            Map.entry("joseph", "joe"),
            Map.entry("edward", "ted"),
            Map.entry("alejandro", "alex"),
            Map.entry("susan", "sue"));
    private static final String[] CITIES = """
            berlin madrid chicago hamburg barcelona houston muenchen valencia phoenix koeln sevilla philadelphia frankfurt
            zaragoza dallas stuttgart malaga austin duesseldorf murcia columbus leipzig bilbao denver dortmund alicante
            boston essen cordoba portland bremen valladolid memphis dresden vigo baltimore hannover gijon tucson
            nuernberg""".split("\\s+");
    private static final String[] STREETS = """
            hauptstrasse schulstrasse gartenstrasse bahnhofstrasse dorfstrasse bergstrasse lindenstrasse kirchweg
            waldweg ringstrasse mainstreet oakavenue mapledrive cedarlane elmstreet washingtonboulevard lakeroad
            hillcrestdrive sunsetboulevard callemayor callereal avenidaconstitucion plazaespana callesol calleluna
            paseodelprado""".split("\\s+");
    private static final String[] PROVIDERS =
            "gmail.com hotmail.com yahoo.com gmx.de web.de outlook.com icloud.com aol.com".split(" ");
    private static final String[] CHINESE_FAMILY =
            "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 潘 袁 蔡 蒋 余 于 杜 叶 程 魏 苏 吕 丁 任 卢 欧阳 司马"
                    .split(" ");
    private static final String CHINESE_GIVEN =
            "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红建国文志新海波宇浩然子轩梓涵雨欣思远嘉怡晨曦博睿俊天佑诗婷雪梅春燕晓东云龙凤鹏飞立民德福贵祥瑞安宁康乐";
    private static final String[] CHINESE_CITIES =
            "北京 上海 广州 深圳 杭州 成都 武汉 南京 重庆 西安 苏州 天津 长沙 郑州 东莞 青岛 沈阳 宁波 昆明 厦门".split(" ");
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.ISO_LOCAL_DATE,
            DateTimeFormatter.ofPattern("dd.MM.yyyy", Locale.ROOT),
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH),
            DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT));
    private static final String[] KEYBOARD = {"qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890"};

    private final Random random;
    private final Content content;
    private final Set<String> taken;
    private final Set<String> addresses = new HashSet<>();

    public MadeFile(long seed, Content content) {
        this(seed, content, new HashSet<>());
    }

    /**
     * One of several files of different persons.
     *
     * @param taken mailboxes of persons of the other files, of which no provider gives any to somebody else; those of this
     *     file are added to them
     */
    public MadeFile(long seed, Content content, Set<String> taken) {
        this.random = new Random(seed);
        this.content = content;
        this.taken = taken;
    }

    /** So many records in no particular order. */
    public List<Labelled> records(int count) {
        List<Labelled> records = new ArrayList<>();
        List<Map<String, String>> persons = new ArrayList<>();
        while (records.size() < count) {
            Map<String, String> person = person(persons);
            for (int copies = 1 + random.nextInt(COPIES_MAX); copies > 0 && records.size() < count; copies--) {
                int source = random.nextInt(DATES.size());
                records.add(new Labelled(
                        new PersonRecord("r" + records.size(), "source-" + source, copy(person, source)),
                        persons.size()));
            }
            persons.add(person);
        }
        Collections.shuffle(records, random);
        taken.addAll(addresses);
        return records;
    }

    private Map<String, String> person(List<Map<String, String>> others) {
        Map<String, String> person = new LinkedHashMap<>();
        boolean chinese = content == Content.CHINESE;
        person.put("givenName", chinese ? chineseGiven() : pick(GIVEN));
        person.put("surname", chinese ? pick(CHINESE_FAMILY) : family());
        person.put(
                "birthDate",
                LocalDate.of(1940, 1, 1).plusDays(random.nextInt(24_000)).toString());
        int city = rank(chinese ? CHINESE_CITIES.length : CITIES.length);
        person.put("city", (chinese ? CHINESE_CITIES : CITIES)[city]);
        person.put("postcode", String.valueOf(10_000 + 137 * city + random.nextInt(90)));
        person.put("address1", pick(STREETS));
        person.put("streetNumber", String.valueOf(1 + random.nextInt(1 + random.nextInt(150))));
        person.put("phone", chinese ? "1" + (3 + random.nextInt(7)) + digits(9) : "0" + (151 + rank(40)) + digits(7));
        if (!others.isEmpty() && happens(content.relatives)) {
            moveIn(person, others.getLast());
        } else if (!others.isEmpty() && happens(content.namesakes)) {
            Map<String, String> other = others.get(random.nextInt(others.size()));
            person.put("givenName", of(other, "givenName"));
            person.put("surname", of(other, "surname"));
        }
        person.putIfAbsent("email", email(person));
        person.keySet().retainAll(content.fields);
        return person;
    }

    /** Who lives together has one home, mostly one name, often one phone, and now and then one mailbox. */
    private void moveIn(Map<String, String> person, Map<String, String> relative) {
        for (String shared : List.of("city", "postcode", "address1", "streetNumber")) {
            person.computeIfPresent(shared, (field, own) -> relative.getOrDefault(field, own));
        }
        if (happens(0.8)) {
            person.put("surname", of(relative, "surname"));
        }
        if (happens(0.05)) {
            person.put("givenName", of(relative, "givenName"));
        }
        if (happens(0.4)) {
            person.computeIfPresent("phone", (field, own) -> relative.getOrDefault(field, own));
        }
        if (happens(0.05) && relative.containsKey("email")) {
            person.put("email", of(relative, "email"));
        }
    }

    private String email(Map<String, String> person) {
        String address;
        do {
            address = addressOf(person);
        } while (taken.contains(address));
        addresses.add(address);
        return address;
    }

    private String addressOf(Map<String, String> person) {
        String given = of(person, "givenName");
        String family = of(person, "surname");
        String local = switch (random.nextInt(6)) {
            case 0 -> given + "." + family;
            case 1 -> given.charAt(0) + "." + family + random.nextInt(100);
            case 2 -> family + (1940 + random.nextInt(65));
            case 3 -> NICKNAMES.getOrDefault(given, given) + "_" + random.nextInt(1_000);
            case 4 -> family + given.charAt(0);
            default -> syllables() + syllables() + random.nextInt(10);
        };
        return local + "@" + (happens(0.8) ? pick(PROVIDERS) : family() + ".com");
    }

    private Map<String, String> copy(Map<String, String> person, int source) {
        Map<String, String> copy = new LinkedHashMap<>();
        person.forEach((field, value) -> {
            if (!happens(MISSING)) {
                String said = happens(WRONG) ? wrong(field, value, person) : value;
                copy.put(field, field.equals("birthDate") ? written(said, source) : said);
            }
        });
        if (copy.containsKey("givenName") && copy.containsKey("surname") && happens(0.04)) {
            String given = of(copy, "givenName");
            copy.put("givenName", of(copy, "surname"));
            copy.put("surname", given);
        }
        if (copy.containsKey("phone") && source == 1) {
            copy.computeIfPresent(
                    "phone", (field, own) -> own.startsWith("0") ? "+49 " + own.substring(1) : "+86 " + own);
        }
        return copy;
    }

    /** A date as its source writes it; what is no date stays as it is. */
    private String written(String date, int source) {
        return date.matches("\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])") && happens(0.97)
                ? LocalDate.parse(date).format(DATES.get(source))
                : date.replace("-", "/");
    }

    private String wrong(String field, String value, Map<String, String> person) {
        return switch (field) {
            case "givenName" ->
                switch (random.nextInt(4)) {
                    case 0 -> NICKNAMES.getOrDefault(value, slip(value));
                    case 1 -> content == Content.CHINESE ? slip(value) : value.substring(0, 1);
                    default -> slip(value);
                };
            case "birthDate" -> wrongDate(LocalDate.parse(value));
            case "email" ->
                switch (random.nextInt(4)) {
                    case 0 -> email(person);
                    case 1 ->
                        value.replace("gmail", "gmial")
                                .replace("hotmail", "hotmial")
                                .replace(".com", ".con")
                                .replace(".de", ".ed");
                    default -> slip(value);
                };
            case "phone" -> happens(0.25) ? "0" + (151 + rank(40)) + digits(7) : transposed(value);
            case "postcode", "streetNumber" -> transposed(value);
            case "address1" -> happens(0.3) ? pick(STREETS) : slip(value.replace("strasse", "str"));
            default -> slip(value);
        };
    }

    private String wrongDate(LocalDate date) {
        return switch (random.nextInt(4)) {
            case 0 ->
                date.getDayOfMonth() <= 12
                        ? LocalDate.of(date.getYear(), date.getDayOfMonth(), date.getMonthValue())
                                .toString()
                        : date.minusDays(1).toString();
            case 1 -> date.withDayOfYear(1).toString();
            case 2 -> date.plusYears(random.nextInt(5) - 2).toString();
            default -> transposed(date.toString());
        };
    }

    /** Two neighbours changed places, or one is another. */
    private String transposed(String value) {
        int at = random.nextInt(Math.max(1, value.length() - 1));
        if (value.length() < 2 || value.charAt(at) == value.charAt(at + 1) || happens(0.3)) {
            return value.substring(0, at) + random.nextInt(10) + value.substring(at + 1);
        }
        return value.substring(0, at) + value.charAt(at + 1) + value.charAt(at) + value.substring(at + 2);
    }

    /** One slip at the keyboard, and of every fourth value two. */
    private String slip(String value) {
        String once = slipOnce(value);
        return happens(0.25) ? slipOnce(once) : once;
    }

    private String slipOnce(String value) {
        int at = random.nextInt(value.length());
        return switch (random.nextInt(4)) {
            case 0 -> value.length() < 2 ? value : value.substring(0, at) + value.substring(at + 1);
            case 1 -> value.substring(0, at) + value.charAt(at) + value.substring(at);
            case 2 -> transposedLetters(value);
            default -> value.substring(0, at) + beside(value.charAt(at)) + value.substring(at + 1);
        };
    }

    private String transposedLetters(String value) {
        if (value.length() < 2) {
            return value;
        }
        int at = random.nextInt(value.length() - 1);
        return value.substring(0, at) + value.charAt(at + 1) + value.charAt(at) + value.substring(at + 2);
    }

    private char beside(char letter) {
        for (String row : KEYBOARD) {
            int at = row.indexOf(letter);
            if (at >= 0) {
                return row.charAt(at == 0 ? 1 : at - 1);
            }
        }
        return CHINESE_GIVEN.charAt(random.nextInt(CHINESE_GIVEN.length()));
    }

    private String chineseGiven() {
        String first = String.valueOf(CHINESE_GIVEN.charAt(rank(CHINESE_GIVEN.length())));
        return happens(0.2) ? first : first + CHINESE_GIVEN.charAt(rank(CHINESE_GIVEN.length()));
    }

    /** Of four surnames three are on the list, and one is rare. */
    private String family() {
        return happens(0.75) ? pick(FAMILY) : syllables() + syllables();
    }

    private String syllables() {
        return "" + "bdfghklmnprstvz".charAt(random.nextInt(15)) + "aeiou".charAt(random.nextInt(5))
                + "lmnrst".charAt(random.nextInt(6));
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private String pick(String[] values) {
        return values[rank(values.length)];
    }

    /** A place in a list whose nth entry is chosen about 1/n as often as the first (Zipf). */
    private int rank(int size) {
        return (int) Math.pow(size + 1, random.nextDouble()) - 1;
    }

    private boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    private static String of(Map<String, String> values, String field) {
        return values.getOrDefault(field, "x");
    }
}
