from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('voices', '0009_D_upload_kind')]

    operations = [
        migrations.RemoveConstraint(model_name='receivedmail', name='received_mail_erased_is_blank'),
        migrations.RenameField(model_name='receivedmail', old_name='sender', new_name='person'),
        migrations.AddConstraint(
            model_name='receivedmail',
            constraint=models.CheckConstraint(
                condition=models.Q(('erased_at__isnull', True), models.Q(('person__isnull', True), ('subject', ''), ('text', '')), _connector='OR'),
                name='received_mail_erased_is_blank',
            ),
        ),
    ]
