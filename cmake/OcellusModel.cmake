# ocellus_add_model(NAME MODEL <int8 .tflite> BOARD <name>): see tools/ocellus/emit.
