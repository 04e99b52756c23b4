from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="reading",
            name="signatures",
            field=models.JSONField(default=list),
        ),
    ]
