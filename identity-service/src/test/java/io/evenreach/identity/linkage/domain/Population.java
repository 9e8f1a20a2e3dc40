package io.evenreach.identity.linkage.domain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Files of records as customer systems hold them: people with names as frequent as in life, e-mail addresses made of their
 * names, up to seven copies of a person, each with values left out and mistyped. The truth is kept beside.
 */
public final class Population {

    /** Which fields a file has. */
    enum Shape {
        /** Names, birth date, city and e-mail. */
        CONTACTS,
        /** Contacts with a phone. */
        CONTACTS_WITH_PHONE,
        /** Names, birth date, address and phone; relatives live together. */
        HOUSEHOLDS,
        /** Names, birth date, city and, as an own attribute, an account, which couples share. */
        ACCOUNTS
    }

    /**
     * How bad a file is.
     *
     * @param missing share of the values left out
     * @param mistyped share of the values with at least one typo
     */
    record Quality(double missing, double mistyped) {}

    /** @param person the same for records of one person */
    public record Labelled(PersonRecord record, int person) {}

    private static final String ACCOUNT = Field.ATTRIBUTE_PREFIX + "account";
    private static final int COPIES_MAX = 7;
    private static final String[] GIVEN = """
            oliver george harry noah jack leo arthur muhammad oscar charlie jacob thomas henry william james joshua freddie
            alfie theodore archie max isaac alexander edward joseph samuel daniel logan mohammed benjamin lucas teddy finley
            harrison david robert matthew adam luke ryan nathan connor liam callum aaron dylan jamie tyler reuben stanley
            olivia amelia isla ava mia isabella grace sophia lily emily poppy freya evie ella charlotte sophie florence
            rosie evelyn alice phoebe elsie sienna daisy ruby jessica matilda willow eva hannah millie maisie imogen layla
            chloe lucy eleanor erin harriet molly bella zara anna abigail holly martha elizabeth lola maria georgia scarlett
            rebecca lauren megan amy bethany caitlin paige amber jasmine kate natalie victoria""".split("\\s+");
    private static final String[] FAMILY = """
            smith jones taylor brown williams wilson johnson davies robinson wright thompson evans walker white roberts
            green hall wood jackson clarke patel khan lewis james phillips mason mitchell rose davis rodgers cox alexander
            campbell hill morris ward turner cooper morgan allen hughes bell harris baker adams martin king lee anderson
            murphy kelly carter scott young edwards collins stewart parker bennett watson cook simpson richardson shaw
            price ellis marshall gray hunter fox graham murray webb rogers stevens palmer foster lloyd knight butler
            russell barnes mills chapman powell harvey fisher dixon reynolds saunders pearson owen hart ali ahmed begum
            hussain singh kaur oneill gallagher fletcher burton spencer lawrence hudson armstrong carr cunningham
            hamilton payne barker ryan walsh hopkins crawford holmes berry freeman gardner wheeler dunn bradley potter
            lambert bishop montgomery hewitt thornton winterbourne featherstone oakley pritchard sheridan""".split("\\s+");
    private static final String[] CITIES = """
            london birmingham leeds glasgow sheffield bradford liverpool edinburgh manchester bristol wakefield cardiff
            dudley wigan coventry belfast leicester sunderland doncaster stockport nottingham newcastle bolton walsall
            medway rotherham plymouth wolverhampton southampton reading derby swansea portsmouth luton aberdeen oxford
            norwich cambridge exeter york dundee blackpool middlesbrough peterborough ipswich gloucester""".split("\\s+");
    private static final String[] STREETS = """
            high church station victoria park queens mill green manor kings chapel school grange london york albert new
            springfield george highfield windsor alexandra broadway clarence orchard oakfield richmond""".split("\\s+");
    private static final String[] WAYS = {" street", " road", " lane", " avenue", " close"};

    private final Random random;
    private final Shape shape;
    private final Quality quality;

    Population(long seed, Shape shape, Quality quality) {
        this.random = new Random(seed);
        this.shape = shape;
        this.quality = quality;
    }

    /** So many records in no particular order. */
    List<Labelled> records(int count) {
        List<Labelled> records = new ArrayList<>();
        Map<String, String> relative = Map.of();
        int person = 0;
        while (records.size() < count) {
            Map<String, String> truth = person(relative);
            relative = truth;
            int copies = copies();
            for (int i = 0; i < copies && records.size() < count; i++) {
                records.add(new Labelled(
                        new PersonRecord("r" + records.size(), "source-" + random.nextInt(3), copy(truth)), person));
            }
            person++;
        }
        Collections.shuffle(records, random);
        return records;
    }

    /** One to seven, four on average. */
    private int copies() {
        return 1 + random.nextInt(COPIES_MAX);
    }

    private Map<String, String> person(Map<String, String> relative) {
        Map<String, String> person = new LinkedHashMap<>();
        boolean together = shape == Shape.HOUSEHOLDS || shape == Shape.ACCOUNTS;
        boolean related = together && !relative.isEmpty() && random.nextInt(3) == 0;
        String given = frequent(GIVEN);
        String family = related ? relative.getOrDefault("surname", "") : frequent(FAMILY);
        person.put("givenName", given);
        person.put("surname", family);
        person.put(
                "birthDate",
                LocalDate.ofEpochDay(-10_000 + random.nextInt(25_000)).toString());
        if (shape == Shape.HOUSEHOLDS) {
            if (related) {
                for (String shared : List.of("streetNumber", "address1", "city", "postcode", "phone")) {
                    person.put(shared, relative.getOrDefault(shared, ""));
                }
            } else {
                person.put("streetNumber", String.valueOf(1 + random.nextInt(random.nextInt(300) + 1)));
                person.put("address1", frequent(STREETS) + WAYS[random.nextInt(WAYS.length)]);
                int city = rank(CITIES.length);
                person.put("city", CITIES[city]);
                person.put("postcode", String.valueOf(1_000 + city * 150 + random.nextInt(150)));
                person.put("phone", phone());
            }
        } else if (shape == Shape.ACCOUNTS) {
            String account = String.valueOf(1_000_000_000 + random.nextInt(1_000_000_000));
            person.put("city", related ? relative.getOrDefault("city", "") : frequent(CITIES));
            person.put(ACCOUNT, related ? relative.getOrDefault(ACCOUNT, "") : account);
        } else {
            person.put("city", frequent(CITIES));
            person.put("email", email(given, family));
            if (shape == Shape.CONTACTS_WITH_PHONE) {
                person.put("phone", phone());
            }
        }
        return person;
    }

    private String email(String given, String family) {
        String local = switch (random.nextInt(4)) {
            case 0 -> given + "." + family + random.nextInt(100);
            case 1 -> given + random.nextInt(1000);
            case 2 -> given.charAt(0) + family + random.nextInt(100);
            default -> family + given.charAt(0);
        };
        String domain = switch (random.nextInt(3)) {
            case 0 -> "gmail.com";
            case 1 -> frequent(FAMILY) + ".net";
            default -> frequent(FAMILY) + "-" + frequent(FAMILY) + ".com";
        };
        return local + "@" + domain;
    }

    private String phone() {
        return "07" + (100_000_000 + random.nextInt(900_000_000));
    }

    /** A Zipf-like choice: the first of a hundred is ten times as frequent as the last. */
    private String frequent(String[] values) {
        return values[rank(values.length)];
    }

    private int rank(int size) {
        double at = random.nextDouble();
        return (int) (size * at * at);
    }

    private Map<String, String> copy(Map<String, String> truth) {
        Map<String, String> copy = new LinkedHashMap<>();
        truth.forEach((field, value) -> {
            if (random.nextDouble() >= quality.missing()) {
                copy.put(field, random.nextDouble() < quality.mistyped() ? mistyped(field, value) : value);
            }
        });
        if (random.nextInt(25) == 0) {
            String given = copy.remove("givenName");
            String family = copy.remove("surname");
            if (given != null) {
                copy.put("surname", given);
            }
            if (family != null) {
                copy.put("givenName", family);
            }
        }
        return copy;
    }

    private String mistyped(String field, String value) {
        return switch (field) {
            case "birthDate" -> mistypedDate(value);
            case "givenName" -> random.nextInt(5) == 0 ? value.substring(0, Math.min(3, value.length())) : typos(value);
            default -> typos(value);
        };
    }

    private String mistypedDate(String date) {
        LocalDate right = LocalDate.parse(date);
        return switch (random.nextInt(5)) {
            case 0 -> right.plusMonths(random.nextBoolean() ? 1 : -1).toString();
            case 1 -> right.plusDays(1 + random.nextInt(20)).toString();
            case 2 ->
                right.withYear(right.getYear() + (random.nextBoolean() ? 1 : 10))
                        .toString();
            case 3 -> date.substring(0, 5) + date.substring(8) + "-" + date.substring(5, 7);
            default -> {
                int at = date.length() - 1 - 3 * random.nextInt(2);
                yield date.substring(0, at) + random.nextInt(10) + date.substring(at + 1);
            }
        };
    }

    private String typos(String value) {
        String typed = value;
        int typos = 1 + (random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0);
        for (int i = 0; i < typos; i++) {
            typed = typo(typed);
        }
        return typed;
    }

    private String typo(String value) {
        if (value.length() < 2) {
            return value;
        }
        int at = random.nextInt(value.length() - 1);
        char letter = value.chars().allMatch(Character::isDigit)
                ? (char) ('0' + random.nextInt(10))
                : (char) ('a' + random.nextInt(26));
        return switch (random.nextInt(4)) {
            case 0 -> value.substring(0, at) + value.substring(at + 1);
            case 1 -> value.substring(0, at) + letter + value.substring(at);
            case 2 -> value.substring(0, at) + letter + value.substring(at + 1);
            default -> value.substring(0, at) + value.charAt(at + 1) + value.charAt(at) + value.substring(at + 2);
        };
    }
}
