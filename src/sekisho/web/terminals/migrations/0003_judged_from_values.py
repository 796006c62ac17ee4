from django.db import migrations

from sekisho.web.terminals.posture import stored


def say_again(apps, _editor):
    """Fill the columns the database judges by from what is kept of each terminal."""
    model = apps.get_model("terminals", "Reading")
    some = []
    for row in model.objects.defer("bulk").order_by("pk").iterator(chunk_size=500):
        told = stored(row.measure, row.value)
        row.word, row.as_of = told.word, told.as_of
        some.append(row)
        if len(some) == 500:
            model.objects.bulk_update(some, ["word", "as_of"])
            some = []
    model.objects.bulk_update(some, ["word", "as_of"])


class Migration(migrations.Migration):

    dependencies = [("terminals", "0002_reading_judged")]

    operations = [migrations.RunPython(say_again, migrations.RunPython.noop)]
