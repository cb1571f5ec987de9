// Links what was partially compiled and compiles the components of the tests.
import '@angular/compiler';
