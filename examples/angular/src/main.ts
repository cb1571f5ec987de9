import { bootstrapApplication } from '@angular/platform-browser';
import { configOf } from './config.ts';
import { readSettings } from './settings.ts';
import { Shop } from './shop.ts';

void bootstrapApplication(Shop, configOf(readSettings()));
