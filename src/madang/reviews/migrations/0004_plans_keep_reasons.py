from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0003_letters_go_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="scenario",
            name="near",
            field=models.JSONField(default=dict),
        ),
    ]
