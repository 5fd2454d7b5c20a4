-- The check against robots is called a challenge; "proof" is the evidence of a consent.
alter table spent_proofs rename to spent_challenges;
alter index spent_proofs_pkey rename to spent_challenges_pkey;
alter index spent_proofs_by_end rename to spent_challenges_by_end;
