create index commission_by_referral on commission (guide_id) where depth > 0;

comment on column guide.referrer_id is
    'Given at registration and corrected by the brand, one correction at a time, so that referral has no circles.';
