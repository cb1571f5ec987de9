export interface Product {
  id: number;
  name: string;
  price: number;
}

export const products: Product[] = [
  { id: 1, name: 'Espresso', price: 9 },
  { id: 2, name: 'Filter', price: 8.5 },
  { id: 3, name: 'French press', price: 32 },
];

export const toEuros = (amount: number): string => `${amount.toFixed(2)} €`;
