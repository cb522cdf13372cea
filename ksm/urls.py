app_name = "ksm"
urlpatterns: list = []
