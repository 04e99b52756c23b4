"""The tables of the register.

Three layers, each made from the one before and never the other way:

1. what was received and read: `Collection`, `Document`, `Origin`, `Batch`, `BatchLine`, `Reading`, `Page`, `Passage`,
   `Source`, and what people did about pages that are hard to read: `PageAction`, `Replacement`;
2. what the machine proposes and what people decide: `Claim` and `Decision`, and where a claim's words stood in earlier
   readings: `EvidenceMove`; what claims speak of beside agreements: `Subject`;
3. what therefore stands: `Agreement`, `Organisation`, `Party`, `Payment`, `Place`, `AgreementPlace`, `Amendment`, and
   on which days each agreement was in force: `InForce`.

The third layer holds nothing of its own: `veedor.register.projection` makes it again from the accepted claims.
Columns are grouped by role: identification, provenance, content, life.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from veedor import countries
from veedor.register.keys import KeysField


class Collection(models.Model):
    """A body of documents that belong together, such as one disclosure. A sample collection counts in no total."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.title


class Document(models.Model):
    """One file, known by the hash of its bytes. The bytes themselves are kept in the home's `originals`."""

    class State(models.TextChoices):
        """How far the loop has come for this document."""

        KEPT = "kept", "kept, not read yet"
        AGAIN = "again", "read, and to be read again"
        DONE = "done", "read and extracted"
        FAILED = "failed", "could not be read"

    # identification
    sha256 = models.CharField(max_length=64, unique=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="documents")
    # provenance
    name = models.CharField(max_length=500)
    size = models.BigIntegerField()
    mime = models.CharField(max_length=120, blank=True)
    depth = models.PositiveSmallIntegerField(default=0)
    """How many containers it was in when first seen: 0 for a file given directly."""
    # life
    state = models.CharField(max_length=10, choices=State, default=State.KEPT, db_index=True)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)
    """Why it could not be read; of a document that is `done`, why the last attempt to read it again failed."""
    member_errors = models.JSONField(default=list)
    """Of a container: `[name, what is wrong]` for each member that could not even be unpacked."""
    first_seen = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"


class Origin(models.Model):
    """Where a document's bytes were met: a path, or a member of a container. The same bytes twice: two origins."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="origins")
    container_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    path = models.TextField()
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            # a file met again in the same place is no news, and a run that is finished by the next adds none
            models.UniqueConstraint(fields=["document", "container_sha256", "path"], name="origin_once"),
        ]

    def __str__(self) -> str:
        return f"{self.container_sha256[:12]}!{self.path}" if self.container_sha256 else self.path


class Batch(models.Model):
    """One run of `veedor ingest`: what came in, when. Unfinished when the run was killed."""

    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="batches")
    version = models.CharField(max_length=40)
    pages = models.PositiveIntegerField(default=0)
    """How many pages this run read: counted with the pages, so no kill parts the two."""

    def __str__(self) -> str:
        return f"batch {self.pk} of {self.started_at:%Y-%m-%d %H:%M}"


class BatchLine(models.Model):
    """One line of a batch's report."""

    class Outcome(models.TextChoices):
        """What became of a file."""

        ADDED = "added", "added"
        KNOWN = "known", "already known"
        UNREADABLE = "unreadable", "unreadable"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="lines")
    path = models.TextField()
    outcome = models.CharField(max_length=12, choices=Outcome)
    detail = models.TextField(blank=True)
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.outcome}: {self.path}"


class Reading(models.Model):
    """What one version of the reader read from one document. Earlier readings are kept.

    A draft (`complete` is false) is a reading that is being made: its pages come one by one, in any order, and whoever
    makes it goes on where a run was cut short. It is never current.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="readings")
    current = models.BooleanField(default=True)
    complete = models.BooleanField(default=True)
    total = models.PositiveIntegerField(default=0)
    """How many pages the file has; 0 in readings of older versions."""
    holds_files = models.BooleanField(default=False)
    """Whether the file may hold other files beside its pages."""
    settings = models.JSONField(default=dict)
    """The settings that change what is read, where they were not the defaults: a draft goes on under the same only."""
    paged = models.BooleanField(default=True)
    notes = models.JSONField(default=list)
    signatures = models.JSONField(default=list)
    """Digital signatures as `documents.tree.signature_to_json` writes them; their `numbers` are not to be published."""
    sandbox = models.CharField(max_length=20, blank=True)
    version = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=timezone.now)
    indexed = models.PositiveSmallIntegerField(default=0)
    """By which version of `extraction.passages` its passages were made; 0 where it has none."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(current=True), name="one_current_reading_a_document"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(complete=False), name="one_draft_a_document"
            ),
            models.CheckConstraint(
                condition=models.Q(complete=True) | models.Q(current=False), name="no_draft_is_current"
            ),
        ]

    def __str__(self) -> str:
        return f"reading of {self.document} by {self.version}"


class Page(models.Model):
    """One page of a reading: its text, and its words with boxes as `documents.tree.page_to_json` writes them."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    width = models.FloatField()
    height = models.FloatField()
    source = models.CharField(max_length=8)
    quality = models.FloatField()
    confidence = models.FloatField(null=True, blank=True)
    plausible = models.FloatField(null=True, blank=True)
    coverage = models.FloatField(null=True, blank=True)
    """What `quality` is made of, as `documents.tree.Quality` says; empty where nobody looked."""
    doubts = models.JSONField(default=list)
    """Why a person should look at the page: names of `documents.doubts`, as found when it was read."""
    turned = models.PositiveSmallIntegerField(default=0)
    """Degrees clockwise by which the file's page was turned to stand upright."""
    text = models.TextField(blank=True)
    search = models.TextField(blank=True)
    """The text without capitals and accents, for the search box."""
    notes = models.JSONField(default=list)
    """Sentences for a person on what was odd about this page."""
    layout = models.JSONField(default=dict)
    """`{"lines": [words a line…], "words": [{"text", "box", "confidence"}…]}`, boxes in PDF points."""

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "number"], name="a_page_number_once"),
        ]

    def __str__(self) -> str:
        return f"page {self.number} of {self.reading}"


class Passage(models.Model):
    """A paragraph of a current reading, for the search: made with the reading, gone with it (`register.search.index`).

    The database's own search looks through `keys`: PostgreSQL by an index on the column, SQLite by the table
    `register_passage_words`, which triggers keep the same. A migration that makes this table anew in SQLite has to make
    the triggers anew (the migration `passages`).
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages")
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    """Its place in the reading, from 0."""
    page = models.PositiveIntegerField(null=True, blank=True)
    """The page on which it begins; empty in files without pages."""
    spans = models.JSONField(default=list)
    """Where it stands in the text of the reading: `[start, end]` for each printed line."""
    text = models.TextField()
    """In one line, broken words whole."""
    clause = models.CharField(max_length=80, blank=True)
    part = models.CharField(max_length=80, blank=True)
    heading = models.CharField(max_length=80, blank=True)
    """The main clause (`QUINTA`), its numbered part (`5.2`), and what the main clause is called."""
    keys = KeysField()
    """The keys of its words, those of its clause (`c_…`) and its document's (`d_…`); none of private numbers."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["reading", "number"], name="a_passage_once")]

    def __str__(self) -> str:
        return f"passage {self.number} of {self.reading}"


class Source(models.Model):
    """A publication (press, report, web page) that a claim can rest on: cited by address and date, never copied."""

    title = models.CharField(max_length=500)
    address = models.URLField(max_length=1000, unique=True)
    published_on = models.CharField(max_length=40, blank=True)
    """EDTF, as precisely as the publication says; empty when it does not."""
    sample = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.title


class Agreement(models.Model):
    """One instrument of the register: an agreement (convenio) or an amendment (adenda).

    A row exists as soon as a document seems to be one; it *stands in the register* (`registered`) only when a person
    has accepted what kind of instrument it is. The columns are what follows from accepted claims: empty when nothing
    was accepted, and empty as well when accepted values contradict each other (`rivals` names those fields).
    """

    # identification
    slug = models.SlugField(max_length=40, unique=True)
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="agreements")
    documents: models.ManyToManyField[Document, models.Model] = models.ManyToManyField(
        Document, related_name="agreements"
    )
    label = models.CharField(max_length=300, blank=True)
    """What editors call it for short; empty where nobody gave it a name."""
    # calculated from accepted claims
    registered = models.BooleanField(default=False, db_index=True)
    kind = models.CharField(max_length=30, blank=True)
    number = models.CharField(max_length=300, blank=True)
    title = models.TextField(blank=True)
    signed_on = models.CharField(max_length=40, blank=True)
    starts_on = models.CharField(max_length=40, blank=True)
    ends_on = models.CharField(max_length=40, blank=True)
    term = models.CharField(max_length=40, blank=True)
    rivals = models.JSONField(default=list)
    search = models.TextField(blank=True)
    number_key = models.CharField(max_length=300, blank=True, db_index=True)
    title_key = models.CharField(max_length=300, blank=True, db_index=True)
    """Number and title without capitals, accents and punctuation, for papers that name it."""

    def __str__(self) -> str:
        return self.label or self.title or self.number or self.slug


class Subject(models.Model):
    """A thing of the world beside agreements that claims speak of: a mine, a company, a norm, an emergency, a case…

    Its kinds and what can be said of each stand in `veedor.register.facts.kinds`. A row carries nothing but its name:
    all that is known of it are claims.
    """

    kind = models.CharField(max_length=20)
    slug = models.SlugField(max_length=60)
    label = models.CharField(max_length=300)
    sample = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "slug"], name="a_subject_once")]

    def __str__(self) -> str:
        return self.label


class Claim(models.Model):
    """One value with its evidence, proposed by the machine or entered from a publication.

    What the machine proposed (`proposed`, `confidence`, `checks`, `method`) is written once and never changed; what a
    person decided stands in `Decision`. `state` and `value` repeat the last decision, written with it in one
    transaction, so that they can be queried. When the document is read again, the evidence moves to the same words of
    the new reading (`EvidenceMove` keeps where it was); a claim whose words were not found there stays with the reading
    it came from. A proposal that nobody decided and that a new reading no longer yields is `withdrawn`.
    """

    class State(models.TextChoices):
        """What people made of it so far."""

        PROPOSED = "proposed", "proposed"
        ACCEPTED = "accepted", "accepted"
        REJECTED = "rejected", "rejected"
        WITHDRAWN = "withdrawn", "no longer proposed"

    # identification
    uid = models.CharField(max_length=20, unique=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.SET_NULL, null=True, blank=True, related_name="claims")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    """What it speaks of, where that is no agreement."""
    field = models.CharField(max_length=40, db_index=True)
    about = models.TextField(default="this")
    # evidence
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    page = models.PositiveIntegerField(null=True, blank=True)
    boxes = models.JSONField(default=list)
    continued = models.JSONField(default=list)
    quote = models.TextField()
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    clause = models.CharField(max_length=60, blank=True)
    sure = models.CharField(max_length=10, blank=True)
    """Of a claim from a publication: how sure it is, a word of `veedor.register.facts.kinds.SURE`."""
    note = models.TextField(blank=True)
    """What has to be known to read it right, in the words of whoever wrote it down."""
    # when it was so in the world
    since = models.CharField(max_length=40, blank=True)
    until = models.CharField(max_length=40, blank=True)
    """EDTF. Empty where it has no time of its own, or none is known."""
    # proposal
    proposed = models.JSONField()
    confidence = models.FloatField()
    checks = models.JSONField(default=list)
    method = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    proposed_at = models.DateTimeField(default=timezone.now)
    # life
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    value = models.JSONField(null=True, blank=True)
    follow = models.BooleanField(default=False)
    """Of rival values the one that the register follows, because of `follow_why`."""
    follow_why = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(document__isnull=False) | models.Q(source__isnull=False),
                name="no_claim_without_evidence",
                violation_error_message="A claim needs a document or a publication.",
            ),
            models.CheckConstraint(
                condition=~models.Q(quote="") | models.Q(document__isnull=True),
                name="no_claim_without_words",
                violation_error_message="A claim from a document needs the words that say it.",
            ),
        ]
        # a question asks for some fields of some things: by the field alone a large register holds a hundred thousand
        indexes: ClassVar = [
            models.Index(fields=["agreement", "field"], name="claim_of_agreement"),
            models.Index(fields=["subject", "field"], name="claim_of_subject"),
            # an index of the state alone would hold nearly all claims under one word, and be taken all the same
            models.Index(fields=["document"], condition=models.Q(state="proposed"), name="claims_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.uid}"


class Decision(models.Model):
    """What one person decided about one claim, and when. Rows are added, never changed or deleted."""

    class Kind(models.TextChoices):
        """What can be decided."""

        ACCEPT = "accept", "accepted as proposed"
        CORRECT = "correct", "accepted with another value"
        REJECT = "reject", "rejected"
        REOPEN = "reopen", "put back among the proposals"
        WITHDRAW = "withdraw", "no longer in the reviewed data"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind)
    who = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    version = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.claim} by {self.who}"


class EvidenceMove(models.Model):
    """What became of a claim's evidence when its document was read again. Rows are added, never changed or deleted.

    The columns of evidence hold what the claim said until then. `how` is `lost` where the words were not found in the
    new reading, or in several places alike: the claim then stays as it was.
    """

    class How(models.TextChoices):
        """By what the words were found again."""

        EXACT = "exact", "the same words"
        FOLDED = "folded", "the same letters and digits but for accents, capitals, spaces, marks"
        ALIGNED = "aligned", "nearly the same words with the same numbers"
        FOUND = "found", "the machine found the same value in the same place"
        LOST = "lost", "not found"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="moves")
    how = models.CharField(max_length=10, choices=How)
    score = models.FloatField()
    """How alike the words are, 0 to 100."""
    at = models.DateTimeField(default=timezone.now)
    version = models.CharField(max_length=40)
    to_reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="moves_in")
    # the evidence until then
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="moves_out")
    page = models.PositiveIntegerField(null=True, blank=True)
    boxes = models.JSONField(default=list)
    continued = models.JSONField(default=list)
    quote = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.how}: {self.claim}"


class PageAction(models.Model):
    """What one person did about a page that is hard to read. Rows are added, never changed or deleted."""

    class Kind(models.TextChoices):
        """What can be done."""

        GOOD_ENOUGH = "good_enough", "good enough as it was read"
        RESCAN = "rescan", "a new scan was asked for"
        REREAD = "reread", "to be read again"
        BACK = "back", "put back among the pages to look at"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="page_actions")
    page = models.PositiveIntegerField(null=True, blank=True)
    """Its number; empty for the whole document."""
    kind = models.CharField(max_length=12, choices=Kind)
    who = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)
    reasons = models.JSONField(default=list)
    """Why the page stood in the queue then: `good_enough` holds for these reasons, not for others that come later."""
    version = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of page {self.page} of {self.document} by {self.who}"


class Replacement(models.Model):
    """That a person found one document to be a better scan of another. Rows are added, never changed or deleted."""

    old = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="replaced_by")
    new = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="replaces")
    who = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)
    version = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["old", "new"], name="a_replacement_once")]

    def __str__(self) -> str:
        return f"{self.new} instead of {self.old}"


class Organisation(models.Model):
    """A party of agreements: known by its tax number, or by its folded name where no paper gives one."""

    name = models.CharField(max_length=300)
    tax_id = models.CharField(max_length=20, blank=True, db_index=True)
    key = models.CharField(max_length=300, db_index=True)
    """The name without capitals, accents and punctuation."""
    sample = models.BooleanField(default=False)
    """Sample organisations are invented and never mix with real ones."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "tax_id", "key"], name="an_organisation_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Judgement(models.Model):
    """What one person held of two names: the same company, unit, mine or place, or not.

    `one` and `other` are entity ids (`veedor.register.entities`), in the order of the alphabet. Rows are added, never
    changed or deleted: the last of a pair counts, and `withdrawn` takes the one before it back.
    """

    class Verdict(models.TextChoices):
        """What can be held."""

        SAME = "same", "the same"
        DIFFERENT = "different", "not the same"
        UNSURE = "unsure", "cannot be told"
        WITHDRAWN = "withdrawn", "taken back"

    kind = models.CharField(max_length=20)
    one = models.CharField(max_length=360, db_index=True)
    other = models.CharField(max_length=360, db_index=True)
    verdict = models.CharField(max_length=10, choices=Verdict)
    who = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)
    version = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}: {self.verdict} (by {self.who})"


class Party(models.Model):
    """An organisation as a party of an agreement, because of one accepted claim."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=20)
    alias = models.CharField(max_length=200, blank=True)
    claim = models.OneToOneField(Claim, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.organisation} ({self.role})"


class Payment(models.Model):
    """Money that an agreement promises, because of one accepted claim."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="payments")
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    unit = models.CharField(max_length=30)
    rank = models.CharField(max_length=100, blank=True)
    payee = models.CharField(max_length=20)
    claim = models.OneToOneField(Claim, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.currency} {self.amount} ({self.unit})"


class Place(models.Model):
    """A district, province or region; parts that no paper states are empty."""

    district = models.CharField(max_length=100, blank=True)
    province = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    sample = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "district", "province", "region"], name="a_place_once"),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.district, self.province, self.region) if part)

    @property
    def code(self) -> str:
        """Its official code (Peru: the ubigeo of INEI), empty where the names leave it open; samples have none."""
        if self.sample:
            return ""
        names = {"district": self.district, "province": self.province, "region": self.region}
        return countries.get().place_code(names) or ""


class AgreementPlace(models.Model):
    """A place where an agreement's service is given, because of one accepted claim."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="places")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="agreements")
    claim = models.OneToOneField(Claim, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.agreement}: {self.place}"


class AgreementSubject(models.Model):
    """What an agreement guards, who pays, who serves: a tie to a thing of the world, because of one accepted claim."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="ties")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="ties")
    field = models.CharField(max_length=20)
    """`company`, `site` or `unit`."""
    claim = models.OneToOneField(Claim, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.agreement}: {self.subject}"


class SubjectPlace(models.Model):
    """Where a mine, an emergency, an incident or a study lies, because of one accepted claim."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="places")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="subjects")
    field = models.CharField(max_length=20)
    """`place`, or `area` for land that a study touches."""
    claim = models.OneToOneField(Claim, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.subject}: {self.place}"


class Amendment(models.Model):
    """That one instrument amends another, because of one accepted claim.

    `of` is set only where the register holds exactly one instrument with the number or title that the paper names;
    `of_text` keeps what the paper says in any case.
    """

    amendment = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="amends")
    of = models.ForeignKey(Agreement, on_delete=models.SET_NULL, null=True, blank=True, related_name="amended_by")
    of_text = models.TextField(blank=True)
    of_key = models.CharField(max_length=300, blank=True, db_index=True)
    """`of_text` without capitals, accents and punctuation."""
    ordinal = models.PositiveSmallIntegerField(null=True, blank=True)
    claim = models.OneToOneField(Claim, on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.amendment} amends {self.of or self.of_text}"


class InForce(models.Model):
    """From `first` to `last` the question whether the agreement was in force has one answer.

    Calculated from accepted claims by `veedor.register.in_force`: the stretches of an agreement cover all days from the
    first to the last that are not plainly *no*, and what no stretch covers is *no*.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="in_force")
    first = models.DateField()
    last = models.DateField()
    status = models.CharField(max_length=10)
    because = models.JSONField(default=list)
    """`[code, date, [claims…]]` for each reason."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["first", "last", "status", "agreement"], name="in_force_days")]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.status} from {self.first} to {self.last}"
