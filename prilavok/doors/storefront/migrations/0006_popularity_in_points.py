from django.db import migrations


class Migration(migrations.Migration):
    """Popularity was counted in orders; it is in points now, a hundred a basket."""

    dependencies = [
        ("storefront", "0005_keep_tones_of_pictures"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE storefront_shelf SET popularity = least(popularity, 10000000) * 100 WHERE popularity > 0",
            "UPDATE storefront_shelf SET popularity = popularity / 100 WHERE popularity > 0",
        )
    ]
